"""Reports of a component: when they fall due, what they say, who read them. A sent one never changes again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from headway.app.models.component import Component


class ReportCadence(models.Model):
    """When reports of a component fall due; a component without a row reports as ``DEFAULTS`` say."""

    class Cadence(models.TextChoices):
        DAILY = "daily", "Every working day"
        WEEKLY = "weekly", "Every week"
        TWO_WEEKLY = "two_weekly", "Every two weeks"
        MONTHLY = "monthly", "Every month"
        NONE = "none", "No regular report"

    DEFAULTS: ClassVar[dict[Component.Kind, Cadence]] = {
        Component.Kind.PROJECT: Cadence.DAILY,
        Component.Kind.OPERATION: Cadence.DAILY,
        Component.Kind.PROGRAM: Cadence.NONE,
        Component.Kind.PORTFOLIO: Cadence.NONE,
    }
    DUE_MINUTE = 540

    component = models.OneToOneField(Component, models.CASCADE, primary_key=True, related_name="report_cadence")
    cadence = models.CharField(max_length=10, choices=Cadence)
    due_minute = models.PositiveSmallIntegerField(default=DUE_MINUTE)
    """Minutes after midnight in the time zone of whoever reports."""
    weekday = models.PositiveSmallIntegerField(default=4)
    """Monday is 0; weekly and two-weekly reports."""
    month_day = models.PositiveSmallIntegerField(default=1)
    """Monthly reports; in shorter months the last day."""
    anchor = models.DateField()
    """A day of a week with a report; before it nothing is due."""
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.component_id}: {self.cadence}"


class Report(models.Model):
    class Kind(models.TextChoices):
        DAILY = "daily", "Daily report"
        WEEKLY = "weekly", "Weekly report"
        TWO_WEEKLY = "two_weekly", "Two-weekly report"
        MONTHLY = "monthly", "Monthly report"
        HIGHLIGHT = "highlight", "Highlight report"
        CHECKPOINT = "checkpoint", "Checkpoint report"
        END_STAGE = "end_stage", "End-stage report"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT = "sent", "Sent"

    component = models.ForeignKey(Component, models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DAILY)
    day = models.DateField()
    """The local day that it is the report of."""
    due_at = models.DateTimeField(null=True, blank=True)
    """Null for reports that nobody waits for at a certain time."""
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    state = models.CharField(max_length=5, choices=State, default=State.DRAFT)
    content = models.JSONField(default=dict)
    """``{section: [{"key", "text", "task", "component", "level", "origin", "drafted"}]}``; origin is drafted,
    corrected, added or dropped."""
    statuses = models.JSONField(default=dict)
    """``{dimension: {"computed", "why", "typed", "reason"}}``; typed is empty where the computed one is meant."""
    confidence = models.JSONField(default=dict)
    """``{"level", "reasons": [texts]}``, computed."""
    facts = models.JSONField(default=dict)
    """Figures that others compare by: finish, moved_days, percent."""
    notes = models.TextField(blank=True, max_length=20_000)
    hours = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    weather = models.CharField(max_length=120, blank=True)
    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    """SHA-256 of what was sent; the event holds it too."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-day", "-id")
        constraints = (models.UniqueConstraint(fields=["component", "kind", "day"], name="report_once"),)
        indexes = (models.Index(fields=["component", "-day"]), models.Index(fields=["state", "due_at"]))

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.day}"

    @property
    def on_time(self) -> bool:
        """Tell whether it was sent before it fell due."""
        return self.sent_at is not None and (self.due_at is None or self.sent_at <= self.due_at)


class ReportAttachment(models.Model):
    """A photo or document of a report; frozen with it."""

    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class ReportAddendum(models.Model):
    """What was said after sending; the report itself stays as it was."""

    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="addenda")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=20_000)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.text[:80]


class ReportReview(models.Model):
    """A reader's answer to a sent report."""

    class Act(models.TextChoices):
        READ = "read", "Read"
        RETURNED = "returned", "Sent back"

    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="reviews")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=8, choices=Act)
    comment = models.TextField(blank=True, max_length=4000)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["report", "person"], condition=Q(act="read"), name="report_read_once"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.report_id}"


class ScheduleSnapshot(models.Model):
    """The plan as it stood when the last report of a kind was sent: what the next draft compares with."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Report.Kind)
    taken_at = models.DateTimeField()
    payload = models.BinaryField()
    """Compressed JSON: the plan document, and the dates and progress of each task."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["component", "kind"], name="schedule_snapshot_once"),)

    def __str__(self) -> str:
        return f"{self.component_id} {self.kind} {self.taken_at}"
