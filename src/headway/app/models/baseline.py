"""Frozen dates to compare with."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component
from headway.app.models.fields import MinuteField, MoneyField
from headway.app.models.task import Task


class Baseline(models.Model):
    AS_IMPORTED = -1
    """Number of the pseudo-baseline that keeps the dates stored in an imported file."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="baselines")
    number = models.SmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    set_at = models.DateTimeField(auto_now_add=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    current = models.BooleanField(default=False)
    """The one that variances and health compare with: at most one a component."""

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["component", "number"], name="baseline_number_once"),
            models.UniqueConstraint(
                fields=["component"], condition=models.Q(current=True), name="baseline_one_current"
            ),
        )

    def __str__(self) -> str:
        return self.name


class BaselineTask(models.Model):
    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    baseline = models.ForeignKey(Baseline, models.CASCADE, related_name="tasks")
    task = models.ForeignKey(Task, models.CASCADE, related_name="baseline_rows")
    start = MinuteField(null=True)
    finish = MinuteField(null=True)
    duration_minutes = models.IntegerField(null=True)
    work_minutes = models.IntegerField(null=True)
    cost = MoneyField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["baseline", "task"], name="baseline_task_once"),)

    def __str__(self) -> str:
        return f"{self.baseline_id} {self.task_id}"
