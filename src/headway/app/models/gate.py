"""The life cycle of a component: stages, the gates between them, evidence, reviews, votes and decisions."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component
from headway.app.models.fields import MoneyField


class Stage(models.Model):
    class State(models.TextChoices):
        AHEAD = "ahead", "Ahead"
        CURRENT = "current", "Current"
        DONE = "done", "Done"
        LEFT_OUT = "left_out", "Left out"

    component = models.ForeignKey(Component, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State, default=State.AHEAD)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was left out."""
    budget = MoneyField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("component", "position")
        constraints = (models.UniqueConstraint(fields=["component", "position"], name="stage_position_once"),)

    def __str__(self) -> str:
        return self.name


class Gate(models.Model):
    """The decision at the end of a stage; sent back, it is tried again as another row."""

    class State(models.TextChoices):
        AHEAD = "ahead", "Ahead"
        SUBMITTED = "submitted", "With the board"
        DECIDED = "decided", "Decided"

    class Decision(models.TextChoices):
        GO = "go", "Go"
        CONDITIONAL = "conditional", "Go with conditions"
        HOLD = "hold", "Hold"
        RECYCLE = "recycle", "Rework and come back"
        STOP = "stop", "Stop"

    component = models.ForeignKey(Component, models.CASCADE, related_name="gates")
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="gates")
    name = models.CharField(max_length=120)
    attempt = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.AHEAD)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    statement = models.TextField(blank=True)
    """What who manages it says in the end-stage report, beside what is drafted from data."""
    evidence = models.JSONField(default=dict, blank=True)
    """Frozen at submission."""
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    decision = models.CharField(max_length=11, choices=Decision, blank=True)
    rationale = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("component", "stage__position", "attempt")
        constraints = (models.UniqueConstraint(fields=["stage", "attempt"], name="gate_attempt_once"),)

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    class Answer(models.TextChoices):
        OPEN = "", "Not judged"
        MET = "met", "Met"
        PARTLY = "partly", "Partly met"
        NO = "no", "Not met"

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    gate = models.ForeignKey(Gate, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    rule = models.CharField(max_length=30, blank=True)
    """What computes the answer; empty where somebody judges it."""
    answer = models.CharField(max_length=6, choices=Answer, blank=True, default=Answer.OPEN)
    evidence = models.TextField(blank=True)
    evidence_url = models.URLField(max_length=500, blank=True)
    left_out = models.CharField(max_length=300, blank=True)
    """Why it does not apply here."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("gate", "position")
        constraints = (models.UniqueConstraint(fields=["gate", "position"], name="criterion_position_once"),)

    def __str__(self) -> str:
        return self.label


class GateReview(models.Model):
    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    gate = models.ForeignKey(Gate, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confidence = models.CharField(
        max_length=2,
        choices=[("g", "Green"), ("ga", "Green to amber"), ("a", "Amber"), ("ar", "Amber to red"), ("r", "Red")],
    )
    comment = models.TextField(blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["gate", "reviewer"], name="gate_review_once"),)

    def __str__(self) -> str:
        return f"{self.gate_id} {self.reviewer_id}"


class GateVote(models.Model):
    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    gate = models.ForeignKey(Gate, models.CASCADE, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    vote = models.CharField(max_length=11, choices=Gate.Decision)
    comment = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["gate", "voter"], name="gate_vote_once"),)

    def __str__(self) -> str:
        return f"{self.gate_id} {self.voter_id} {self.vote}"
