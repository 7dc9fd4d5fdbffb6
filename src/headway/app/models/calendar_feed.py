"""Addresses with a secret, from which a person's calendar program fetches dates."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component


class CalendarFeed(models.Model):
    class Content(models.TextChoices):
        MILESTONES = "milestones", "Milestones"
        OWN = "own", "My own tasks"
        BOTH = "both", "Milestones and my own tasks"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    component = models.ForeignKey(Component, models.CASCADE, related_name="calendar_feeds")
    """Its plans and those below are in the calendar, as far as the person may see them when it is fetched."""
    content = models.CharField(max_length=10, choices=Content, default=Content.BOTH)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret in the address; the address itself is kept nowhere."""
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_content_display()} of {self.component_id}"
