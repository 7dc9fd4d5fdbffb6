"""Working calendars of a component, inherited by the components below it."""

from django.db import models

from headway.app.models.component import Component


class Calendar(models.Model):
    component = models.ForeignKey(Component, models.CASCADE, related_name="calendars")
    uid = models.IntegerField(null=True, blank=True)
    """The calendar's number in the file it came from."""
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    week = models.JSONField(default=list)
    """Seven entries from Monday: null inherits, [] is a day off, [[480, 720], [780, 1020]] are shifts in minutes."""
    exceptions = models.JSONField(default=list, blank=True)
    """``[{"first": "2026-12-24", "last": "2026-12-26", "shifts": [], "name": "Christmas"}]``."""
    work_weeks = models.JSONField(default=list, blank=True)
    """``[{"first": ..., "last": ..., "week": [...], "name": ...}]``."""
    personal = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
