"""The append-only, hash-chained log of every change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models

from headway.app.models.component import Component

if TYPE_CHECKING:
    from collections.abc import Collection

UNREADABLE = "unreadable"


class EventChain(models.Model):
    """Head of one tree's chain; locked while an event is appended."""

    root = models.OneToOneField(Component, models.PROTECT, primary_key=True, related_name="event_chain")
    sequence = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.root_id} #{self.sequence}"


class Event(models.Model):
    class Channel(models.TextChoices):
        PAGE = "page", "Page"
        API = "api", "API"
        CLI = "cli", "Command line"
        WORKER = "worker", "Worker"
        IMPORT = "import", "Import"
        DEMO = "demo", "Demonstration"
        MAIL = "mail", "E-mail"

    root = models.ForeignKey(Component, models.PROTECT, related_name="+")
    sequence = models.BigIntegerField()
    """1, 2, 3 ... within the root."""
    component = models.ForeignKey(Component, models.PROTECT, related_name="events")
    verb = models.CharField(max_length=60)
    """``noun.past_tense``: component.created, plan.imported, task.moved."""
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """Null for the system itself."""
    channel = models.CharField(max_length=6, choices=Channel)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    summary = models.CharField(max_length=500)
    """One sentence for people."""
    cause = models.ForeignKey("self", models.PROTECT, null=True, related_name="effects")
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=["root", "sequence"], name="event_sequence_once"),)
        indexes = (models.Index(fields=["component", "-id"]),)

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any) -> Self:
        """Keep what was altered in the database readable; its hash still does not fit."""
        row = super().from_db(db, field_names, values, **more)
        for name in ("before", "after"):
            said = row.__dict__.get(name, {})
            if not isinstance(said, dict):
                setattr(row, name, {UNREADABLE: said})
        return row


class FollowerCursor(models.Model):
    """How far a follower has come in one chain.

    A cursor a chain, because only within a chain are numbers committed in their order.
    """

    name = models.CharField(max_length=60)
    root = models.ForeignKey(Component, models.CASCADE, related_name="+")
    sequence = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "root"], name="follower_cursor_once"),)

    def __str__(self) -> str:
        return f"{self.name} @ {self.root_id} #{self.sequence}"


class WorkerLease(models.Model):
    """The one process that follows the log of this database at a time."""

    name = models.CharField(max_length=60, primary_key=True)
    owner = models.CharField(max_length=200)
    """host:pid:random."""
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.owner} until {self.until:%H:%M:%S}"
