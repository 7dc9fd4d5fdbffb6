"""Secrets with which programs act for a person, and the count of failed attempts to get in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from datetime import datetime


class ApiToken(models.Model):
    """One secret of one person; only its hash is kept, so nobody can read it again."""

    class Scope(models.TextChoices):
        READ = "read", "Read what you may see"
        WRITE = "write", "Change what you may change"
        IMPORT = "import", "Bring plans in"
        ADMIN = "admin", "Administer"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    """What its owner calls it: the program that holds it."""
    prefix = models.CharField(max_length=16, unique=True)
    """Begins the secret, tells tokens apart, is shown."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the whole secret. It has 256 random bits, so a slow hash would protect nothing more."""
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @staticmethod
    def in_force(now: datetime) -> Q:
        """Return the condition that a token lets its owner in."""
        return Q(revoked_at=None, expires_at__gt=now, person__is_active=True)


class FailedAttempts(models.Model):
    """How often something secret was guessed wrongly, in one span of time, under one key."""

    key = models.CharField(max_length=64, primary_key=True)
    """Hash of what is guessed and from where: no address of anybody is kept."""
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()
    """When the count starts anew."""

    def __str__(self) -> str:
        return f"{self.count} until {self.until:%H:%M:%S}"
