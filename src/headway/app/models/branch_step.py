"""One edit of a what-if branch, as what it did to the plan."""

from django.conf import settings
from django.db import models

from headway.app.models.change_set import ChangeSet


class BranchStep(models.Model):
    branch = models.ForeignKey(ChangeSet, models.CASCADE, related_name="steps")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    label = models.CharField(max_length=500)
    """One sentence for people."""
    facts = models.JSONField(default=dict)
    """What it did, with what stood there before; new rows and links by numbers below zero."""
    undone = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.label
