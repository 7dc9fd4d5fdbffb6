"""Links between tasks, of one project or of two."""

from django.db import models
from django.db.models import F, Q

from headway.app.models.component import Component
from headway.app.models.task import Task


class Dependency(models.Model):
    class Type(models.TextChoices):
        FS = "FS", "Finish to start"
        SS = "SS", "Start to start"
        FF = "FF", "Finish to finish"
        SF = "SF", "Start to finish"

    FROM_START = frozenset({Type.SS, Type.SF})
    """What waits for the predecessor's start."""

    class LagKind(models.TextChoices):
        WORKING = "working", "Working time"
        ELAPSED = "elapsed", "Elapsed time"
        PERCENT = "percent", "Percent of the predecessor"

    component = models.ForeignKey(Component, models.CASCADE, related_name="dependencies")
    """The successor's component."""
    from_component = models.ForeignKey(Component, models.CASCADE, related_name="dependencies_out")
    """The predecessor's component; another one for a dependency between projects."""
    predecessor = models.ForeignKey(Task, models.CASCADE, related_name="links_out")
    successor = models.ForeignKey(Task, models.CASCADE, related_name="links_in")
    type = models.CharField(max_length=2, choices=Type, default=Type.FS)
    lag = models.FloatField(default=0)
    """Minutes, or percent of the predecessor's duration, as ``lag_kind`` says; negative is a lead."""
    lag_kind = models.CharField(max_length=7, choices=LagKind, default=LagKind.WORKING)
    lag_unit = models.CharField(max_length=4, default="d")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "dependencies"
        constraints = (
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="dependency_not_to_itself"),
        )
        # Links between plans are few among very many; everything that ties plans together asks for them.
        indexes = (
            models.Index(
                fields=["component", "from_component"],
                condition=~Q(component=F("from_component")),
                name="dependency_crossing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor_id} {self.type} {self.successor_id}"
