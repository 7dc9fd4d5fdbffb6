"""Time that people report on tasks."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from headway.app.models.component import Component
from headway.app.models.task import Task

MINUTES_OF_A_DAY = 1440


class TimeEntry(models.Model):
    """How long a person worked on a task on one day. One row a day, so that a week is a grid of cells."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="time_entries")
    task = models.ForeignKey(Task, models.CASCADE, related_name="time_entries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="time_entries")
    day = models.DateField()
    minutes = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MINUTES_OF_A_DAY)])
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "time entries"
        ordering = ("day", "id")
        constraints = (models.UniqueConstraint(fields=["task", "person", "day"], name="time_entry_once"),)
        indexes = (models.Index(fields=["person", "day"]), models.Index(fields=["component", "day"]))

    def __str__(self) -> str:
        return f"{self.day}: {self.minutes} min"
