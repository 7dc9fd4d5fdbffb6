"""How sure dates and cost are: what the simulation said of a component and of a what-if, and what it said before."""

from django.db import models

from headway.app.models.change_set import ChangeSet
from headway.app.models.component import Component
from headway.app.models.fields import MinuteField


class Simulated(models.Model):
    """An answer of the simulation; computed, so no event tells of it. It holds ids and no names."""

    key = models.CharField(max_length=64, blank=True)
    """Fingerprint of all that the answer depends on; what differs is an answer to something else."""
    told = models.JSONField(default=dict)
    """As ``bridge/confidence`` puts it together; empty before the first one."""
    computed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    wanted_at = models.DateTimeField(null=True)
    """Since when the worker is to simulate it; null while nobody waits."""
    error = models.CharField(max_length=300, blank=True)
    """Why the last run gave nothing; empty where it did."""

    class Meta:
        abstract = True


class Confidence(Simulated):
    """The last answer of a component."""

    component = models.OneToOneField(Component, models.CASCADE, primary_key=True, related_name="confidence")

    class Meta:
        indexes = (models.Index(fields=["wanted_at"]),)

    def __str__(self) -> str:
        return f"{self.component_id} at {self.computed_at}"


class SimulatedRows(models.Model):
    """How sure open rows are, by the last answer; read only where somebody shows it."""

    key = models.CharField(max_length=64)
    """Of the answer that it belongs to."""
    columns = models.JSONField()
    """As ``bridge/confidence/by_task.py`` makes them."""

    class Meta:
        abstract = True


class TaskConfidence(SimulatedRows):
    """Of the rows of a plan."""

    component = models.OneToOneField(Component, models.CASCADE, primary_key=True, related_name="+")
    revision = models.PositiveIntegerField()
    """Of the plan that was simulated."""

    def __str__(self) -> str:
        return f"{self.component_id} revision {self.revision}"


class TriedConfidence(Simulated):
    """The last answer of a what-if branch or a change request: the plan as it is beside the plan with the changes."""

    change_set = models.OneToOneField(ChangeSet, models.CASCADE, primary_key=True, related_name="confidence")

    class Meta:
        indexes = (models.Index(fields=["wanted_at"]),)

    def __str__(self) -> str:
        return f"change set {self.change_set_id} at {self.computed_at}"


class TriedTaskConfidence(SimulatedRows):
    """Of the rows of a what-if branch, also those that only the branch has."""

    change_set = models.OneToOneField(ChangeSet, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"rows of change set {self.change_set_id}"


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
