"""What a person wants to see of a schedule, under a name."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component


class SavedView(models.Model):
    """Columns, widths, filter, groups, order and scale; the owner's alone, or shared with the component."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    shared = models.BooleanField(default=False)
    layout = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=["component", "owner", "name"], name="saved_view_name_once"),)

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """With which view a person opens the schedule of a component."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["component", "person"], name="default_view_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.view_id}"
