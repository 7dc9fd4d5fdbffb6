"""Addresses with a secret, under which somebody without account reads one schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from headway.app.models.component import Component

if TYPE_CHECKING:
    from datetime import datetime


class ShareLink(models.Model):
    component = models.ForeignKey(Component, models.CASCADE, related_name="share_links")
    name = models.CharField(max_length=80)
    """For whom it is, in the words of whoever made it."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret in the address; the address itself is kept nowhere."""
    shows_resources = models.BooleanField(default=False)
    """Whether the names of who does the work are in it."""
    shows_confidence = models.BooleanField(default=False)
    """Whether what the simulation says of its dates is in it."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="share_links")
    """Whose right to share is asked again at every opening."""
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened_count = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def in_force(now: datetime) -> Q:
        """Return the condition that nobody has ended it and its time has not come."""
        return Q(revoked_at=None, expires_at__gt=now)
