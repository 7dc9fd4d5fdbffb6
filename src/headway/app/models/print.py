"""A PDF of a schedule that is drawn by the worker, for the one who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from headway.app.models.component import Component

if TYPE_CHECKING:
    from datetime import datetime


class Print(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being drawn"
        READY = "ready", "Ready"
        FAILED = "failed", "Not drawn"
        CANCELED = "canceled", "Canceled"

    component = models.ForeignKey(Component, models.CASCADE, related_name="prints")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="prints")
    asked = models.JSONField(default=dict)
    """The choices, as in the address of a PDF that is drawn at once."""
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    """0 to 100."""
    step = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.JSONField(default=dict, blank=True)
    """``{"title", "remedy"}`` when failed."""
    sha256 = models.CharField(max_length=64, blank=True)
    """Of the file, and where its content lies; empty until it is ready."""
    size = models.PositiveBigIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    """Of the plan that was drawn."""
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"PDF of {self.component_id} for {self.person_id}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @staticmethod
    def to_fetch(now: datetime) -> Q:
        """Return the condition that the file is there and its time is not over."""
        return Q(state=Print.State.READY, expires_at__gt=now)
