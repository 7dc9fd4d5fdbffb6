"""How sure the dates and the cost of a component are: what the simulation said, and what it said on earlier days."""

from django.db import models

from headway.app.models.component import Component
from headway.app.models.fields import MinuteField


class Confidence(models.Model):
    """The last answer of the simulation; computed, so no event tells of it. It holds ids and no names."""

    component = models.OneToOneField(Component, models.CASCADE, primary_key=True, related_name="confidence")
    key = models.CharField(max_length=64, blank=True)
    """Fingerprint of all that the answer depends on; what differs is an answer to something else."""
    told = models.JSONField(default=dict)
    """As ``bridge/confidence/answer.py`` puts it together; empty before the first one."""
    computed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    wanted_at = models.DateTimeField(null=True)
    """Since when the worker is to simulate it; null while nobody waits."""
    error = models.CharField(max_length=300, blank=True)
    """Why the last run gave nothing; empty where it did."""

    class Meta:
        indexes = (models.Index(fields=["wanted_at"]),)

    def __str__(self) -> str:
        return f"{self.component_id} at {self.computed_at}"


class TaskConfidence(models.Model):
    """How sure the open rows of a plan are, by the last answer; read only where somebody shows it."""

    component = models.OneToOneField(Component, models.CASCADE, primary_key=True, related_name="+")
    key = models.CharField(max_length=64)
    """Of the answer that it belongs to."""
    revision = models.PositiveIntegerField()
    """Of the plan that was simulated."""
    columns = models.JSONField()
    """As ``bridge/confidence/by_task.py`` makes them."""

    def __str__(self) -> str:
        return f"{self.component_id} revision {self.revision}"


class ConfidenceReading(models.Model):
    """What was said on a day: one a component and day, the last one."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    day = models.DateField()
    planned = MinuteField()
    p50 = MinuteField()
    p80 = MinuteField()
    holds = models.FloatField(null=True)
    """Share of the runs that keep the agreed finish."""
    cost_p80 = models.FloatField(null=True)

    class Meta:
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=["component", "day"], name="confidence_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.component_id} {self.day}"
