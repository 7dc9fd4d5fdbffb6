"""Directions from the PMO: how projects proceed, to whom that is said, and what each of them answered."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component


class Direction(models.Model):
    class State(models.TextChoices):
        OPEN = "open", "In force"
        WITHDRAWN = "withdrawn", "Withdrawn"

    component = models.ForeignKey(Component, models.PROTECT, related_name="directions")
    """Where it was set; it reaches components at and below."""
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=10_000)
    due_on = models.DateField(null=True, blank=True)
    filter = models.JSONField(default=dict)
    """``{"kinds": [], "stages": [], "healths": []}``; an empty list leaves nobody out."""
    joins_new = models.BooleanField(default=False)
    """Whether components that come to fit the filter later are addressed too."""
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class DirectionAddress(models.Model):
    """One component that a direction is addressed to."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        COMPLIED = "complied", "Complied"
        EXPLAINED = "explained", "Explained"

    UNANSWERED = (State.OPEN, State.ACKNOWLEDGED)

    direction = models.ForeignKey(Direction, models.CASCADE, related_name="addresses")
    component = models.ForeignKey(Component, models.PROTECT, related_name="direction_addresses")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    added_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, max_length=4000)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["direction", "component"], name="direction_address_once"),)
        indexes = (models.Index(fields=["component", "state"]),)

    def __str__(self) -> str:
        return f"{self.direction_id} to {self.component_id}"
