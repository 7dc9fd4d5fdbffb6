"""Sprints: what a board's team takes on for a week or some."""

from django.db import models
from django.db.models import F, Q

from headway.app.models.component import Component


class Sprint(models.Model):
    """A named span of days of one plan. Tasks say which open sprint they are in; a closed one keeps its figures."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        RUNNING = "running", "Running"
        CLOSED = "closed", "Closed"

    component = models.ForeignKey(Component, models.CASCADE, related_name="sprints")
    name = models.CharField(max_length=80)
    goal = models.CharField(max_length=500, blank=True)
    start = models.DateField()
    finish = models.DateField()
    """Its last day."""
    state = models.CharField(max_length=7, choices=State, default=State.PLANNED)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    committed = models.JSONField(default=list, blank=True)
    """What was in it when it started, as pairs of a task's id and its work in minutes."""
    figures = models.JSONField(default=dict, blank=True)
    """What it came to, once it is closed."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("start", "id")
        constraints = (
            models.CheckConstraint(condition=Q(start__lte=F("finish")), name="sprint_starts_first"),
            models.UniqueConstraint(fields=["component"], condition=Q(state="running"), name="sprint_running_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state != self.State.CLOSED
