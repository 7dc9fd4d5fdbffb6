"""What each person is told of what happened, and what they asked to be told of."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component
from headway.app.models.event import Event


class Watch(models.Model):
    """A person wants to hear of a row; of a component, of all that happens in it, or also of what lies below it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="watches")
    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    with_below = models.BooleanField(default=False)
    by_itself = models.BooleanField(default=False)
    """True: begun by a comment or a mention, not chosen; of a component, only what is about itself is heard of then."""
    on = models.BooleanField(default=True)
    """False: taken back by the person, so nothing turns it on by itself again."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "object_type", "object_id"], name="watch_once"),)
        indexes = (models.Index(fields=["object_type", "object_id"]),)

    def __str__(self) -> str:
        return f"{self.person_id} watches {self.object_type} {self.object_id}"


class Notification(models.Model):
    """One line of an inbox: an event, or several of one kind by one person shortly after each other."""

    class Kind(models.TextChoices):
        MENTION = "mention", "Mentions"
        COMMENT = "comment", "Comments"
        DECISION = "decision", "Decisions"
        REPORT = "report", "Reports and support"
        REGISTER = "register", "Register"
        PLAN = "plan", "Plan"
        ROLE = "role", "Roles"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=8, choices=Kind)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    """The first of them."""
    last_event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=200)
    """What may be told in one line with it."""
    component = models.ForeignKey(Component, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    in_inbox = models.BooleanField(default=True)
    """False: the person wants this kind by mail or push alone."""
    read_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (models.UniqueConstraint(fields=["person", "event"], name="notification_once"),)
        indexes = (
            models.Index(fields=["person", "archived_at", "read_at"]),
            models.Index(fields=["person", "-at"]),
        )

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}: event {self.event_id}"


class NewsChoice(models.Model):
    """How one kind of news reaches a person by one channel, where it is not as the installation has it."""

    class Channel(models.TextChoices):
        INBOX = "inbox", "Inbox"
        MAIL = "mail", "E-mail"
        PUSH = "push", "Push"

    class Mode(models.TextChoices):
        NOW = "now", "At once"
        DAILY = "daily", "In the daily digest"
        WEEKLY = "weekly", "In the weekly digest"
        OFF = "off", "Off"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="news_choices")
    kind = models.CharField(max_length=8, choices=Notification.Kind)
    channel = models.CharField(max_length=5, choices=Channel)
    mode = models.CharField(max_length=6, choices=Mode)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "kind", "channel"], name="news_choice_once"),)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.channel} {self.mode}"
