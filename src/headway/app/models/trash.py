"""Rows that were deleted and can come back."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component
from headway.app.models.event import Event


class TrashItem(models.Model):
    """One act of deleting: the row with all that went with it, whole, until it is restored or purged."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="trash")
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    """In words that every reader of the component may read."""
    count = models.PositiveIntegerField(default=1)
    """Rows that people know of: tasks of a branch, a link, a role."""
    right = models.CharField(max_length=60)
    """The verb that deleting took and restoring takes."""
    rows = models.BinaryField(null=True, blank=True)
    """Gzipped JSON of all rows; emptied when restored or purged."""
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    trashed_at = models.DateTimeField()
    trashed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    restored_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-trashed_at", "-id")
        indexes = (models.Index(fields=["component", "-trashed_at"]),)

    def __str__(self) -> str:
        return self.title
