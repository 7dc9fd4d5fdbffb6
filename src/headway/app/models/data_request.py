"""Somebody asks that an operator makes them unrecognizable."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class DataRequest(models.Model):
    """One request to be anonymized, and what an operator decided."""

    class State(models.TextChoices):
        ASKED = "asked", "Waits for an operator"
        GRANTED = "granted", "Granted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="data_requests")
    note = models.TextField(blank=True, max_length=1000)
    """In the person's own words; emptied once they are anonymized."""
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    """Why it was refused."""

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["person"], condition=Q(state="asked"), name="one_open_data_request"),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"
