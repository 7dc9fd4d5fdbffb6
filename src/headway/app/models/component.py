"""The one tree of everything that is governed, and what is computed for each node."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from headway.app.models.fields import MinuteField, MoneyField


class Component(models.Model):
    class Kind(models.TextChoices):
        PORTFOLIO = "portfolio", "Portfolio"
        PROGRAM = "program", "Program"
        PROJECT = "project", "Project"
        OPERATION = "operation", "Operation"

    class Stage(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACTIVE = "active", "Active"
        ON_HOLD = "on_hold", "On hold"
        CLOSED = "closed", "Closed"

    PLANS = (Kind.PROJECT, Kind.OPERATION)
    """Kinds that hold tasks."""

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=30, blank=True)
    purpose = models.TextField(blank=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.ACTIVE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    """Top of the tree (itself for a root): the scope of the hash chain."""
    position = models.PositiveIntegerField(default=0)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="leads")
    currency = models.CharField(max_length=3, default="EUR")
    budget = MoneyField()
    created_at = models.DateTimeField(auto_now_add=True)
    trashed_at = models.DateTimeField(null=True, blank=True)
    """Set while in the trash: hidden everywhere, counted nowhere, restorable."""
    purged_at = models.DateTimeField(null=True, blank=True)
    """Set once the trash was emptied: what hung on it is gone, the row stays because the log speaks of it."""
    version = models.PositiveIntegerField(default=1)
    """Optimistic concurrency: bumped by every change of this row."""

    # How the plan below is scheduled; projects and operations only.
    calendar = models.ForeignKey("Calendar", models.SET_NULL, null=True, blank=True, related_name="+")
    plan_start = MinuteField(null=True, blank=True)
    status_date = MinuteField(null=True, blank=True)
    must_finish = MinuteField(null=True, blank=True)
    schedule_mode = models.CharField(
        max_length=10, choices=[("msproject", "Microsoft Project"), ("p6", "Primavera P6")], default="msproject"
    )
    honor_constraints = models.BooleanField(default=True)
    critical_float_minutes = models.IntegerField(default=0)
    minutes_per_day = models.PositiveIntegerField(default=480)
    minutes_per_week = models.PositiveIntegerField(default=2400)
    plan_settings = models.JSONField(default=dict, blank=True)
    """Rarer scheduling switches as imported: lag_calendar, progressed_logic, float_type, multiple_critical_paths,
    start_lag_from, use_expected_finish."""
    governance = models.JSONField(default=dict, blank=True)
    """Settings that hold here and below: risk_limits, risk_most_holders, share_days."""
    revision = models.PositiveIntegerField(default=0)
    """Bumped by every change of the plan; cached results belong to one revision."""

    class Meta:
        ordering = ("position", "id")
        indexes = (models.Index(fields=["parent", "position"]),)

    def __str__(self) -> str:
        return self.name

    @property
    def holds_tasks(self) -> bool:
        """Whether this is a leaf that has a plan of its own."""
        return self.kind in self.PLANS


ALLOWED_CHILDREN: dict[str, frozenset[str]] = {
    Component.Kind.PORTFOLIO: frozenset(Component.Kind.values),
    Component.Kind.PROGRAM: frozenset({Component.Kind.PROGRAM, Component.Kind.PROJECT, Component.Kind.OPERATION}),
    Component.Kind.PROJECT: frozenset(),
    Component.Kind.OPERATION: frozenset(),
}


class ComponentPath(models.Model):
    """Closure table: one row for every ancestor of every component, itself included (depth 0)."""

    ancestor = models.ForeignKey(Component, models.CASCADE, related_name="paths_down")
    descendant = models.ForeignKey(Component, models.CASCADE, related_name="paths_up")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ancestor", "descendant"], name="component_path_once"),)
        indexes = (models.Index(fields=["descendant", "ancestor"]),)

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class Rollup(models.Model):
    """What is computed for a component from the tasks below it. Nobody types any of it."""

    class Health(models.TextChoices):
        GREEN = "green", "On track"
        AMBER = "amber", "At risk"
        RED = "red", "Off track"
        NONE = "none", "No plan"

    component = models.OneToOneField(Component, models.CASCADE, primary_key=True, related_name="rollup")
    start = MinuteField(null=True)
    finish = MinuteField(null=True)
    baseline_start = MinuteField(null=True)
    baseline_finish = MinuteField(null=True)
    compared_finish = MinuteField(null=True)
    """The last finish of what has a baseline: what is measured against ``baseline_finish``."""
    finish_variance_minutes = models.IntegerField(null=True)
    """Working minutes of the component's calendar; positive is late."""
    finish_variance_days = models.FloatField(null=True)
    percent_complete = models.FloatField(null=True)
    planned_percent = models.FloatField(null=True)
    """What the baseline expected at the status date."""
    work_minutes = models.BigIntegerField(default=0)
    """Sum of leaf durations: the weight of this component in its parent's percentages."""
    baseline_work_minutes = models.BigIntegerField(default=0)
    """Sum of baseline leaf durations: the weight of ``planned_percent``."""
    task_count = models.PositiveIntegerField(default=0)
    milestone_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    critical_count = models.PositiveIntegerField(default=0)
    late_count = models.PositiveIntegerField(default=0)
    """Unfinished tasks whose finish lies after their baseline finish or deadline."""
    overdue_count = models.PositiveIntegerField(default=0)
    """Unfinished tasks whose finish lies before the status date."""
    project_count = models.PositiveIntegerField(default=0)
    """Plans: projects and operations."""
    red_count = models.PositiveIntegerField(default=0)
    amber_count = models.PositiveIntegerField(default=0)
    green_count = models.PositiveIntegerField(default=0)
    health = models.CharField(max_length=5, choices=Health, default=Health.NONE)
    reasons = models.JSONField(default=list)
    """``[{"id": "finish-late", "text": "...", "level": "red", "component": 12, "task": 99}]``, worst first."""
    diagnostics = models.JSONField(default=list)
    """Trouble the engine found: ``[{"id": "cycle", "text": "...", "tasks": [ids]}]``."""
    budget = MoneyField()
    """The component's own, or else the sum of those below in the same currency."""
    computed_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=0)
    dates_waiting = models.PositiveIntegerField(default=0)
    """Tasks of this plan and of those tied to it whose new dates the worker is to store; 0 when all are stored."""
    dates_stored = models.PositiveIntegerField(default=0)
    """How many of those are by now."""

    def __str__(self) -> str:
        return f"{self.component_id}: {self.health}"
