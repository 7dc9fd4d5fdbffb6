"""Plans as they stood: what "what moved since?" compares with."""

from django.db import models
from django.db.models import Q

from headway.app.models.baseline import Baseline
from headway.app.models.component import Component


class PlanSnapshot(models.Model):
    """A plan at the end of a day on which it changed, or as a baseline froze it."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    day = models.DateField(null=True)
    """The local day that ended; null for a baseline's."""
    baseline = models.OneToOneField(Baseline, models.CASCADE, null=True, related_name="snapshot")
    revision = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    payload = models.BinaryField()
    """As ``ScheduleSnapshot`` packs it."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["component", "day"], name="plan_snapshot_once_a_day"),
            models.CheckConstraint(
                condition=Q(day__isnull=True, baseline__isnull=False) | Q(day__isnull=False, baseline__isnull=True),
                name="plan_snapshot_of_a_day_or_of_a_baseline",
            ),
        )

    def __str__(self) -> str:
        return f"{self.component_id} {self.day or self.baseline_id}"
