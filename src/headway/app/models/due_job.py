"""What the worker does at its time: when it was last due, and how that went."""

from django.db import models


class DueJob(models.Model):
    name = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField()
    """The last time of the timetable that is dealt with; what comes after it is still to do."""
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    """Of the time that is being dealt with now; 0 once it is done."""
    result = models.JSONField(default=dict)
    """What the last finished run found, in the job's own words."""
    error = models.CharField(max_length=500, blank=True)
    """Why the last run failed; empty if it did not."""

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name}: {self.due_at:%Y-%m-%d %H:%M}"
