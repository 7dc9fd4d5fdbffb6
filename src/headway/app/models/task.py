"""Tasks, milestones and summaries of a project or operation."""

from django.conf import settings
from django.db import models

from headway.app.models.calendar import Calendar
from headway.app.models.component import Component
from headway.app.models.fields import MinuteField, MoneyField
from headway.app.models.sprint import Sprint


class Task(models.Model):
    """Plan fields are what people type; schedule fields are what the engine computes. Nobody types a computed one."""

    class Kind(models.TextChoices):
        TASK = "task", "Task"
        MILESTONE = "milestone", "Milestone"
        SUMMARY = "summary", "Summary"

    class Constraint(models.TextChoices):
        ASAP = "ASAP", "As soon as possible"
        ALAP = "ALAP", "As late as possible"
        SNET = "SNET", "Start no earlier than"
        SNLT = "SNLT", "Start no later than"
        FNET = "FNET", "Finish no earlier than"
        FNLT = "FNLT", "Finish no later than"
        MSO = "MSO", "Must start on"
        MFO = "MFO", "Must finish on"
        START_ON = "START_ON", "Start on"
        FINISH_ON = "FINISH_ON", "Finish on"

    class Type(models.TextChoices):
        """What stays when duration, work or units of its people are set."""

        FIXED_UNITS = "fixed_units", "Fixed units"
        FIXED_WORK = "fixed_work", "Fixed work"
        FIXED_DURATION = "fixed_duration", "Fixed duration"

    component = models.ForeignKey(Component, models.CASCADE, related_name="tasks")
    uid = models.BigIntegerField()
    """Number within the component, stable; the file's unique id where imported."""
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField()
    """Place in the outline of the component, depth first."""
    level = models.PositiveSmallIntegerField(default=1)
    wbs = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=1000)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.TASK)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="tasks")
    """Who answers for it, and for everything below it."""

    # Plan fields
    manual = models.BooleanField(default=False)
    manual_start = MinuteField(null=True, blank=True)
    manual_finish = MinuteField(null=True, blank=True)
    active = models.BooleanField(default=True)
    duration_minutes = models.IntegerField(default=0)
    duration_elapsed = models.BooleanField(default=False)
    duration_unit = models.CharField(max_length=4, default="d")
    duration_estimated = models.BooleanField(default=False)
    duration_low_minutes = models.IntegerField("optimistic duration", null=True, blank=True)
    """Its own three-point estimate, in the time that the duration is in; none is no own estimate."""
    duration_high_minutes = models.IntegerField("pessimistic duration", null=True, blank=True)
    remaining_minutes = models.IntegerField(null=True, blank=True)
    percent_complete = models.FloatField(default=0)
    physical_percent = models.FloatField(null=True, blank=True)
    calendar = models.ForeignKey(Calendar, models.SET_NULL, null=True, blank=True, related_name="+")
    ignore_resource_calendar = models.BooleanField(default=False)
    constraint = models.CharField(max_length=9, choices=Constraint, default=Constraint.ASAP)
    constraint_date = MinuteField(null=True, blank=True)
    deadline = MinuteField(null=True, blank=True)
    actual_start = MinuteField(null=True, blank=True)
    actual_finish = MinuteField(null=True, blank=True)
    stop = MinuteField(null=True, blank=True)
    resume = MinuteField(null=True, blank=True)
    expected_finish = MinuteField(null=True, blank=True)
    gap_minutes = models.IntegerField(default=0)
    """Working time between the pieces of a split task."""
    leveling_delay_minutes = models.IntegerField(default=0)
    priority = models.SmallIntegerField(default=500)
    task_type = models.CharField(max_length=14, choices=Type, default=Type.FIXED_UNITS)
    effort_driven = models.BooleanField(default=False)
    activity_type = models.CharField(max_length=12, blank=True)
    external = models.BooleanField(default=False)
    recurring = models.BooleanField(default=False)
    work_minutes = models.IntegerField(null=True, blank=True)
    actual_work_minutes = models.IntegerField(null=True, blank=True)
    remaining_work_minutes = models.IntegerField(null=True, blank=True)
    cost = MoneyField()
    fixed_cost = MoneyField()
    actual_cost = MoneyField()
    notes = models.TextField(blank=True)

    # The board's: set by its own edits
    board_column = models.CharField(max_length=40, blank=True)
    """Key of the column that the card was put into; it stands there as long as its progress is of that kind."""
    board_rank = models.FloatField(null=True, blank=True)
    """Place within the column: below zero above the cards that nobody put in order, from zero on below them."""
    sprint = models.ForeignKey(Sprint, models.SET_NULL, null=True, blank=True, related_name="tasks")
    """The planned or running sprint that it is in; none is the backlog. Closing a sprint empties it."""
    blocked_since = MinuteField(null=True, blank=True)
    blocked_reason = models.CharField(max_length=500, blank=True)

    custom = models.JSONField(default=dict, blank=True)
    """Values of custom fields by the id of the field, as text."""
    booked_minutes = models.IntegerField(default=0, editable=False)
    """Sum of the time entries; what was worked before there were any is ``actual_work_minutes``."""
    version = models.PositiveIntegerField(default=1)

    # Schedule fields: written by the bridge only
    start = MinuteField(null=True, editable=False)
    finish = MinuteField(null=True, editable=False)
    early_start = MinuteField(null=True, editable=False)
    early_finish = MinuteField(null=True, editable=False)
    late_start = MinuteField(null=True, editable=False)
    late_finish = MinuteField(null=True, editable=False)
    total_float_minutes = models.IntegerField(null=True, editable=False)
    free_float_minutes = models.IntegerField(null=True, editable=False)
    critical = models.BooleanField(default=False, editable=False)
    driver = models.ForeignKey("Dependency", models.SET_NULL, null=True, editable=False, related_name="+")
    """The dependency that drives the early start; null where a constraint, a calendar or the project start does."""

    class Meta:
        ordering = ("component", "position")
        constraints = (models.UniqueConstraint(fields=["component", "uid"], name="task_uid_once"),)
        indexes = (models.Index(fields=["component", "position"]),)

    def __str__(self) -> str:
        return self.name[:80]
