"""A file that proves something: of a gate's criterion or of a record. Its content lies outside, under its own hash."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component
from headway.app.models.gate import Criterion
from headway.app.models.record import Record


class EvidenceFile(models.Model):
    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    criterion = models.ForeignKey(Criterion, models.CASCADE, null=True, blank=True, related_name="files")
    record = models.ForeignKey(Record, models.CASCADE, null=True, blank=True, related_name="files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    """Of the content, and where it lies."""
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(criterion__isnull=False, record=None)
                | models.Q(criterion=None, record__isnull=False),
                name="evidence_file_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return self.name
