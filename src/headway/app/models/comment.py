"""What people say about things: comments, what they said before, reactions."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models

from headway.app.models.component import Component

MOST = 5000
"""Characters of a comment."""


class Comment(models.Model):
    """Words about a row of any commentable table, by its type and number; answers go one level deep."""

    component = models.ForeignKey(Component, models.CASCADE, related_name="comments")
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=MOST, validators=[MaxLengthValidator(MOST)])
    """As typed: plain text with a little Markdown."""
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    trashed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["object_type", "object_id", "id"]),)

    def __str__(self) -> str:
        return f"comment {self.pk}"


class CommentRevision(models.Model):
    """What a comment said before its author changed it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="revisions")
    text = models.TextField()
    until = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"comment {self.comment_id} until {self.until:%Y-%m-%d %H:%M}"


class Reaction(models.Model):
    class Kind(models.TextChoices):
        AGREE = "agree", "Agree"
        DISAGREE = "disagree", "Disagree"
        THANKS = "thanks", "Thanks"
        DONE = "done", "Done"
        UNCLEAR = "unclear", "Unclear"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["comment", "person", "kind"], name="reaction_once"),)

    def __str__(self) -> str:
        return f"{self.kind} on comment {self.comment_id}"
