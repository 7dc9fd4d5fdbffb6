"""Fields that people define for the tasks of a component and of all below it."""

from django.db import models
from django.db.models.functions import Lower

from headway.app.models.component import Component


class CustomField(models.Model):
    """The values stand in ``Task.custom``, by the field's id."""

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        CHOICE = "choice", "Choice"

    component = models.ForeignKey(Component, models.CASCADE, related_name="custom_fields")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=Kind)
    choices = models.JSONField(default=list, blank=True)
    help = models.CharField(max_length=200, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    """When it was deleted: the tasks keep their values, nobody sees or sets them any more."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                "component", Lower("name"), condition=models.Q(retired_at=None), name="custom_field_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name
