"""Somebody who has no account yet is asked to come in, with a role that waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from headway.app.models.component import Component

if TYPE_CHECKING:
    from datetime import datetime


class Invitation(models.Model):
    component = models.ForeignKey(Component, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=40)
    """A value of ``Membership.Role`` or the key of a ``CustomRole``."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret in the link; the link itself is kept nowhere."""
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="invitations")
    """Whose right to give the role is asked again when the invitation is accepted; null for the system itself."""
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    mailed = models.BooleanField(default=False)
    """The link went to the address and was shown to nobody, so whoever opens it reads mail there."""
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("email", "-pk")

    def __str__(self) -> str:
        return f"{self.role} at {self.component_id}"

    @staticmethod
    def open_at(now: datetime) -> Q:
        """Return the condition that an invitation can still be accepted."""
        inviter = Q(invited_by=None) | Q(invited_by__is_active=True)
        return inviter & Q(accepted_at=None, withdrawn_at=None, expires_at__gt=now, component__trashed_at=None)
