"""A round of choosing what a portfolio does: candidates, money by period, the answer, what was proposed and decided."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from headway.app.models.component import Component
from headway.app.models.fields import MoneyField

MONTHS_OF_A_YEAR = 12


class SelectionRound(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PROPOSED = "proposed", "With the board"
        DECIDED = "decided", "Decided"
        SENT_BACK = "sent_back", "Sent back"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Length(models.IntegerChoices):
        MONTH = 1, "Months"
        QUARTER = 3, "Quarters"
        HALF_YEAR = 6, "Half-years"
        YEAR = 12, "Years"

    OPEN = (State.DRAFT, State.SENT_BACK)
    """States in which who may propose changes candidates and money."""
    MOST_PERIODS = 24

    component = models.ForeignKey(Component, models.CASCADE, related_name="selection_rounds")
    """The portfolio."""
    name = models.CharField(max_length=120)
    starts_on = models.DateField(verbose_name="first day")
    """The first day of the first period."""
    months = models.PositiveSmallIntegerField(choices=Length, default=Length.QUARTER)
    """Length of a period."""
    periods = models.PositiveSmallIntegerField(default=8)
    carry_over = models.BooleanField(default=True)
    """What a period leaves of its budget goes to the next one."""
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    """Of the inputs: bumped by every change of them, so that an answer belongs to what it was computed from."""
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    rationale = models.TextField(blank=True)
    """Why the board approved it, or sent it back."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name

    def first_day(self, period: int) -> date:
        """Return the day on which a period begins, counted from 0; that of one past the last is the end."""
        month = self.starts_on.month - 1 + period * self.months
        return date(self.starts_on.year + month // MONTHS_OF_A_YEAR, month % MONTHS_OF_A_YEAR + 1, 1)


class SelectionBudget(models.Model):
    """What may be spent in a period."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    round = models.ForeignKey(SelectionRound, models.CASCADE, related_name="budgets")
    period = models.PositiveSmallIntegerField()
    amount = MoneyField(null=False, blank=False)

    class Meta:
        ordering = ("round", "period")
        constraints = (
            models.UniqueConstraint(fields=["round", "period"], name="selection_budget_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="selection_budget_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.round_id} {self.period}: {self.amount}"


class SelectionCandidate(models.Model):
    """Something that could be done: a component of the portfolio, or an idea that has a name only."""

    class Wish(models.TextChoices):
        FREE = "free", "Free"
        MUST = "must", "Must"
        MUST_NOT = "must_not", "Must not"

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    """The portfolio."""
    round = models.ForeignKey(SelectionRound, models.CASCADE, related_name="candidates")
    subject = models.ForeignKey(Component, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    """Of an idea; a component is called by its own name, to who may see it."""
    value = models.DecimalField(max_digits=14, decimal_places=2)
    value_means = models.CharField(max_length=200, blank=True, verbose_name="what the value means")
    earliest = models.PositiveSmallIntegerField(default=0, verbose_name="earliest start")
    """The first period in which it may start, counted from 0."""
    latest = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name="latest start")
    """The last one; none is as late as it still ends within the round."""
    wish = models.CharField(max_length=8, choices=Wish, default=Wish.FREE)
    reason = models.CharField(max_length=300, blank=True)
    """Why it is held in or out."""
    needs = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="needed_by")
    excludes = models.ManyToManyField("self", blank=True)
    taken_out = models.BooleanField(default=False)
    """Not a candidate any more; kept, so that it can be put back."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("round", "id")
        constraints = (
            models.UniqueConstraint(fields=["round", "subject"], name="selection_candidate_once"),
            models.CheckConstraint(
                condition=Q(subject__isnull=True) | Q(name=""), name="selection_candidate_subject_or_name"
            ),
        )

    def __str__(self) -> str:
        return self.name or f"Candidate {self.pk}"


class SelectionCost(models.Model):
    """What a candidate costs in a period of its life, counted from its own start."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    candidate = models.ForeignKey(SelectionCandidate, models.CASCADE, related_name="costs")
    period = models.PositiveSmallIntegerField()
    amount = MoneyField(null=False, blank=False)

    class Meta:
        ordering = ("candidate", "period")
        constraints = (
            models.UniqueConstraint(fields=["candidate", "period"], name="selection_cost_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="selection_cost_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.period}: {self.amount}"


class SelectionAnswer(models.Model):
    """What the engine chose for one revision of the inputs; computed, so no event tells of it."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    round = models.OneToOneField(SelectionRound, models.CASCADE, related_name="answer")
    revision = models.PositiveIntegerField()
    told = models.JSONField()
    computed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.round_id} at {self.revision}"


class SelectionProposal(models.Model):
    """Inputs and answer as they were put before the board: never changed (``models/frozen.py``)."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    round = models.ForeignKey(SelectionRound, models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    evidence = models.JSONField()
    evidence_sha256 = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("round", "number")
        constraints = (models.UniqueConstraint(fields=["round", "number"], name="selection_proposal_once"),)

    def __str__(self) -> str:
        return f"{self.round}, proposal {self.number}"
