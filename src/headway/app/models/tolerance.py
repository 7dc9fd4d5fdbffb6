"""Tolerances of a component, values that people measure, and the exceptions that a broken tolerance raises."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component


class Dimension(models.TextChoices):
    TIME = "time", "Time"
    COST = "cost", "Cost"
    SCOPE = "scope", "Scope"
    QUALITY = "quality", "Quality"
    RISK = "risk", "Risk"
    BENEFIT = "benefit", "Benefit"


MEASURED = (Dimension.SCOPE, Dimension.QUALITY, Dimension.BENEFIT)
"""Dimensions whose forecast somebody measures and writes down; the others are computed.

The benefit is computed, too, where benefits of the register tell it.
"""
UNITS = {"time": "working days", "cost": "money", "scope": "%", "quality": "", "risk": "money", "benefit": "money"}


class Tolerance(models.Model):
    component = models.ForeignKey(Component, models.CASCADE, related_name="tolerances")
    stage = models.ForeignKey("Stage", models.CASCADE, null=True, blank=True, related_name="tolerances")
    """Of this stage only: what the project manager may use up; without one, of the component."""
    dimension = models.CharField(max_length=8, choices=Dimension)
    target = models.FloatField(null=True, blank=True)
    """Null takes what is computed: the baseline's finish for time, the budget for cost, what the benefits were planned
    to bring, nothing for risk."""
    plus = models.FloatField(null=True, blank=True)
    minus = models.FloatField(null=True, blank=True)
    warn = models.FloatField(default=0.5)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["component", "dimension"], condition=models.Q(stage=None), name="tolerance_once"
            ),
            models.UniqueConstraint(
                fields=["stage", "dimension"], condition=models.Q(stage__isnull=False), name="stage_tolerance_once"
            ),
            models.CheckConstraint(
                condition=(models.Q(plus=None) | models.Q(plus__gte=0))
                & (models.Q(minus=None) | models.Q(minus__gte=0)),
                name="tolerance_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_dimension_display()} of {self.component_id}"


class Measurement(models.Model):
    """A forecast that nobody can compute yet, as somebody measured or judged it; the latest counts."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="measurements")
    dimension = models.CharField(max_length=8, choices=Dimension)
    value = models.FloatField()
    source = models.CharField(max_length=200)
    measured_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.dimension} {self.value}"


class ToleranceException(models.Model):
    """An exception report: drafted by itself when a forecast leaves its tolerance, sent, decided."""

    class State(models.TextChoices):
        DRAFT = "draft", "Drafted"
        SENT = "sent", "Waits for a decision"
        PLANNING = "planning", "Waits for the exception plan"
        DECIDED = "decided", "Decided"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Decision(models.TextChoices):
        ADJUST = "adjust", "Adjust the tolerance"
        PLAN = "plan", "Ask for an exception plan"
        WAIT = "wait", "Wait"
        CLOSE = "close", "Close prematurely"

    OPEN = (State.DRAFT, State.SENT)
    UNSETTLED = (*OPEN, State.PLANNING)

    component = models.ForeignKey(Component, models.CASCADE, related_name="exceptions")
    stage = models.ForeignKey("Stage", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at_component = models.ForeignKey(Component, models.CASCADE, related_name="exceptions_to_decide")
    """Whose board decides: its own for a stage, the level above for a component, further up if that is broken too."""
    dimension = models.CharField(max_length=8, choices=Dimension)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    target = models.FloatField()
    forecast = models.FloatField()
    plus = models.FloatField(null=True, blank=True)
    minus = models.FloatField(null=True, blank=True)
    what = models.TextField()
    cause = models.TextField(blank=True)
    consequence = models.TextField(blank=True)
    options = models.JSONField(default=list, blank=True)
    """``[{"title", "note", "effects": {dimension: text}}]``"""
    recommendation = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    """What others should know; the decision enters it in the register."""
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Who sent it; null while it is a draft."""
    drafted_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    rationale = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["component", "dimension"],
                condition=models.Q(state__in=["draft", "sent"]),
                name="one_open_exception",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_dimension_display()} of “{self.component}”"
