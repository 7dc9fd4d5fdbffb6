"""What a project needs from above: asked with a clock, answered, closed with a word on how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from headway.app.models.component import Component
from headway.app.models.report import Report
from headway.app.models.task import Task

if TYPE_CHECKING:
    from datetime import datetime


class SupportRequest(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        ANSWERED = "answered", "Answered"
        RETURNED = "returned", "Sent back"
        CLOSED = "closed", "Closed"

    WAITING = (State.OPEN, State.ACKNOWLEDGED, State.RETURNED)
    """States in which the clock runs against whoever should answer."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="support_requests")
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="support_requests")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=2000)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """The nearest program manager when it was asked; whoever may answer there can answer."""
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, max_length=4000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True, max_length=2000)
    """Why an answer was sent back, or the last word on closing."""
    satisfaction = models.PositiveSmallIntegerField(null=True, blank=True)
    """1 (did not help) to 5 (solved it)."""
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("due_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)), name="satisfaction_one_to_five"
            ),
        )
        indexes = (models.Index(fields=["component", "state"]),)

    def __str__(self) -> str:
        return self.text[:80]

    def is_late(self, now: datetime) -> bool:
        """Return whether its clock ran out before anybody answered."""
        return self.state in self.WAITING and self.due_at < now

    def level(self, now: datetime) -> str:
        """Return the status shape: amber while somebody waits, red once it is late."""
        return "red" if self.is_late(now) else "amber" if self.state in self.WAITING else "green"
