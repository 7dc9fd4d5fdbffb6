"""E-mail: when each person wants it, what waits to be sent, what came in."""

from django.conf import settings
from django.db import models

from headway.app.models.comment import Comment
from headway.app.models.notification import NewsChoice, Notification


class MailTimes(models.Model):
    """When a person wants mail and push messages, on the clock of their own time zone."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="mail_times")
    digest_at = models.TimeField()
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    """Equal to ``quiet_from``: no quiet hours."""

    def __str__(self) -> str:
        return f"{self.person_id}: digest at {self.digest_at}"


class OutboxMail(models.Model):
    """A mail to be sent: about one line of the inbox, or a digest of those between two instants."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        EMPTY = "empty", "Nothing to say any more"
        FAILED = "failed", "Given up"

    key = models.CharField(max_length=60, unique=True)
    """The same mail twice has the same key, and so the same Message-ID."""
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    notification = models.ForeignKey(Notification, models.CASCADE, null=True, blank=True, related_name="mails")
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    mode = models.CharField(max_length=6, choices=NewsChoice.Mode)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (models.Index(fields=["state", "next_at"]),)

    def __str__(self) -> str:
        return self.key


class ReceivedMail(models.Model):
    """An answer that came in by mail: the same mail twice is one comment."""

    key = models.CharField(max_length=64, unique=True)
    """SHA-256 of its Message-ID and the line that it answers."""
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key[:12]}: comment {self.comment_id}"
