"""Push messages: the browsers that want them, and what waits to be sent."""

from django.conf import settings
from django.db import models

from headway.app.models.notification import Notification


class PushSubscription(models.Model):
    """A browser of a person, as its maker's push service knows it; for as long as the person is signed in there."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.TextField(max_length=1000)
    endpoint_hash = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    session_key = models.CharField(max_length=40)
    browser = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.browser}"


class OutboxPush(models.Model):
    """A push message to be sent: about one line of the inbox, to one browser."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        EMPTY = "empty", "Nothing to say any more"
        FAILED = "failed", "Given up"

    key = models.CharField(max_length=60, unique=True)
    subscription = models.ForeignKey(PushSubscription, models.CASCADE, related_name="+")
    notification = models.ForeignKey(Notification, models.CASCADE, related_name="pushes")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (models.Index(fields=["state", "next_at"]),)

    def __str__(self) -> str:
        return self.key
