"""A stopwatch that runs on a task."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component
from headway.app.models.task import Task


class Stopwatch(models.Model):
    """Since when a person works on a task; one a person. It ends as a time entry."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stopwatch")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    """None while the task lies in the trash."""
    started_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "stopwatches"

    def __str__(self) -> str:
        return f"{self.person_id} since {self.started_at:%Y-%m-%d %H:%M}"
