"""What one project asks another one to deliver, and what the other one promised."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from headway.app.models.component import Component
from headway.app.models.dependency import Dependency
from headway.app.models.task import Task


class Agreement(models.Model):
    class State(models.TextChoices):
        REQUESTED = "requested", "Requested"
        PROPOSED = "proposed", "Other date proposed"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    OPEN = (State.REQUESTED, State.PROPOSED)
    """States in which one side waits for the other one."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="agreements_taken")
    """Who needs it: the successor's component."""
    giver = models.ForeignKey(Component, models.CASCADE, related_name="agreements_given")
    """Who delivers it: the predecessor's component."""
    dependency = models.OneToOneField(Dependency, models.SET_NULL, null=True, blank=True, related_name="agreement")
    """The link; none while the giver has not said which task delivers, or while the link is in the trash."""
    was_linked = models.BooleanField(default=False)
    """There was a link once: without one now, it is in the trash."""
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+")
    """The taker's task that waits."""
    text = models.CharField(max_length=500, blank=True)
    """What is needed, in the taker's words; both sides read it."""
    tie = models.JSONField(default=dict, blank=True)
    """Type and lag that the link shall have once the giver picks the task, as fields of a dependency."""
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    needed_by = models.DateField(null=True, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    proposed_on = models.DateField(null=True, blank=True)
    """The giver's other date, until the taker agrees."""
    reason = models.CharField(max_length=1000, blank=True)
    """Why it was answered like this; both sides read it."""
    imposed = models.BooleanField(default=False)
    """Decided by somebody above both."""
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Who of the giver was told; whoever may agree for it can answer."""
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    endangered = models.BooleanField(default=False)
    """The forecast lies behind the promise, and both sides were told."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~Q(component=F("giver")), name="agreement_between_two"),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(proposed_on__isnull=False), name="agreement_proposal_has_date"
            ),
        )
        indexes = (
            models.Index(fields=["component", "state"]),
            models.Index(fields=["giver", "state"]),
        )

    def __str__(self) -> str:
        return f"Hand-off {self.pk}"

    @property
    def link_is_gone(self) -> bool:
        return self.was_linked and self.dependency_id is None
