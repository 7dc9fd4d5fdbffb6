"""The register: risks, issues, decisions and whatever else is noted and followed beside the plan."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from headway.app.models.component import Component
from headway.app.models.fields import MoneyField


class Record(models.Model):
    """One row of the register; fields that only one kind has stand in ``details`` (``record_kinds``)."""

    class Kind(models.TextChoices):
        RISK = "risk", "Risk"
        ASSUMPTION = "assumption", "Assumption"
        ISSUE = "issue", "Issue"
        DEPENDENCY = "dependency", "Dependency"
        DECISION = "decision", "Decision"
        ACTION = "action", "Action"
        LESSON = "lesson", "Lesson"
        PRODUCT = "product", "Product"
        RELEASE = "release", "Release"
        NEED = "need", "Need"
        REQUIREMENT = "requirement", "Requirement"
        QUALITY = "quality", "Quality check"
        IMPACT = "impact", "Change impact"
        READINESS = "readiness", "Readiness"
        METRIC = "metric", "Success metric"
        OBJECTIVE = "objective", "Objective"
        BENEFIT = "benefit", "Benefit"

    class Sign(models.TextChoices):
        THREAT = "threat", "Threat"
        OPPORTUNITY = "opportunity", "Opportunity"

    class Priority(models.TextChoices):
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    class Escalation(models.TextChoices):
        NONE = "", "Kept here"
        ASKED = "asked", "Waits for receipt"
        TAKEN = "taken", "Taken over"
        RETURNED = "returned", "Returned"

    component = models.ForeignKey(Component, models.CASCADE, related_name="records")
    """Where it was found."""
    held_by = models.ForeignKey(Component, models.CASCADE, related_name="held_records")
    """Who owns it: the component where it was found, or one above that took it over."""
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveIntegerField()
    """1, 2, 3 ... within component and kind."""
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=20)
    priority = models.CharField(max_length=6, choices=Priority, default=Priority.MEDIUM)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="owned_records"
    )
    due_on = models.DateField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    part_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    """The release or the product of a need, the product of a release."""
    milestone = models.ForeignKey("Task", models.SET_NULL, null=True, blank=True, related_name="+")
    """What a release waits for; it may be of any plan."""
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    trashed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    # What risks are computed with; losses are positive days and money for threats, gains for opportunities.
    sign = models.CharField(max_length=11, choices=Sign, blank=True)
    probability = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)])
    impact = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)])
    """On the scale 0 to 1, the worst over cost, time, quality, benefit and reputation."""
    cost_low, cost_likely, cost_high = MoneyField(), MoneyField(), MoneyField()
    days_low = models.FloatField(null=True, blank=True)
    days_likely = models.FloatField(null=True, blank=True)
    days_high = models.FloatField(null=True, blank=True)
    response_cost = MoneyField()
    score = models.FloatField(null=True, editable=False)
    expected_value = MoneyField(editable=False)
    """Signed: a threat is negative, an opportunity positive."""
    needs_level = models.PositiveSmallIntegerField(default=0, editable=False)
    """0 project, 1 program, 2 portfolio: who has to own it by the limits."""

    escalation = models.CharField(max_length=8, choices=Escalation, blank=True, default=Escalation.NONE)
    escalated_to = models.ForeignKey(Component, models.SET_NULL, null=True, blank=True, related_name="escalations")
    escalation_note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["component", "kind", "number"], name="record_number_once"),
            models.CheckConstraint(
                condition=models.Q(kind="risk", sign__in=["threat", "opportunity"]) | models.Q(sign=""),
                name="record_sign_is_of_risks",
            ),
        )
        indexes = (
            models.Index(fields=["component", "kind", "status"]),
            models.Index(fields=["held_by", "kind"]),
            models.Index(fields=["owner", "due_on"]),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"[:120]

    @property
    def reference(self) -> str:
        """R-3, I-1: the letter of the kind and the number."""
        return f"{LETTERS[self.kind]}-{self.number}"


LETTERS = {
    "risk": "R", "assumption": "AS", "issue": "I", "dependency": "DP", "decision": "D", "action": "A", "lesson": "L",
    "product": "P", "release": "RL", "need": "N", "requirement": "RQ", "quality": "Q",
    "impact": "CI", "readiness": "RD", "metric": "M",
    "objective": "O", "benefit": "B",
}  # fmt: skip


class RecordLink(models.Model):
    """Anything to anything: from a record to a record, a task, a component or whatever has an id."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, models.CASCADE, related_name="links")
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    relation = models.CharField(max_length=40, default="relates to")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record", "object_type", "object_id"], name="record_link_once"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.relation} {self.object_type} {self.object_id}"


class BenefitReading(models.Model):
    """What a benefit has brought since the reading before, as somebody measured it."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, models.CASCADE, related_name="readings")
    on = models.DateField()
    """The last day that it counts."""
    gain = models.FloatField()
    """In the unit of the benefit; positive is as the benefit promises."""
    note = models.CharField(max_length=300, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-on",)
        constraints = (models.UniqueConstraint(fields=["record", "on"], name="benefit_reading_once"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.on} {self.gain:g}"
