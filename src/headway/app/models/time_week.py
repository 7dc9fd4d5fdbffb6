"""What was decided about the time that a person reported in a week."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component


class TimeWeek(models.Model):
    """A person's week in one plan, approved or sent back. There is no row before that, nor after it was reopened."""

    class State(models.TextChoices):
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Sent back"

    component = models.ForeignKey(Component, models.CASCADE, related_name="time_weeks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="time_weeks")
    monday = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    word = models.CharField(max_length=500, blank=True)
    """Why it was sent back, or what is said beside the approval."""

    class Meta:
        ordering = ("monday", "id")
        constraints = (models.UniqueConstraint(fields=["component", "person", "monday"], name="time_week_once"),)

    def __str__(self) -> str:
        return f"{self.monday}: {self.state}"
