"""A named list of changes that are not applied yet: the preview of an import, a change request, or a what-if branch."""

from django.conf import settings
from django.db import models

from headway.app.models.component import Component
from headway.app.models.tolerance import ToleranceException


class ChangeSet(models.Model):
    class Kind(models.TextChoices):
        IMPORT = "import", "Import"
        REQUEST = "request", "Change request"
        WHAT_IF = "what-if", "What-if branch"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Reading"
        READY = "ready", "Ready to decide"
        FAILED = "failed", "Not readable"
        MERGED = "merged", "Accepted"
        DISCARDED = "discarded", "Discarded"
        UNDONE = "undone", "Undone"
        DRAFT = "draft", "Being written"
        PROPOSED = "proposed", "Waits for approval"
        REJECTED = "rejected", "Rejected"

    class Sharing(models.TextChoices):
        PRIVATE = "private", "Only me"
        SEE = "see", "Whoever sees the plan may look"
        EDIT = "edit", "Whoever sees the plan may edit it with me"

    REQUEST_TYPES = ("request for change", "off-specification", "problem")

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    component = models.ForeignKey(Component, models.CASCADE, related_name="change_sets")
    """Where it will be merged: the parent of the new project, or the project whose plan is replaced."""
    result = models.ForeignKey(Component, models.SET_NULL, null=True, blank=True, related_name="+")
    """The project that came out of it."""
    exception = models.ForeignKey(ToleranceException, models.CASCADE, null=True, blank=True, related_name="plans")
    """The exception that it answers, where it is an exception plan."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="change_sets")
    name = models.CharField(max_length=255)
    """For an import, the file's name."""
    source = models.BinaryField(null=True, blank=True)
    """The file as uploaded; emptied when merged, discarded or failed."""
    source_sha256 = models.CharField(max_length=64, blank=True)
    payload = models.BinaryField(null=True, blank=True)
    """The changes: for an import the gzipped JSON of the PlanDocument."""
    report = models.JSONField(default=dict, blank=True)
    """What evaluation found, ready to be shown (for an import: the honesty report)."""
    request = models.JSONField(default=dict, blank=True)
    """Of a change request: type, description, items, stated effects, forecasts, rationale; of a plan new tolerances."""
    sharing = models.CharField(max_length=7, choices=Sharing, default=Sharing.PRIVATE)
    """Of a branch: who opens it by its link, besides its author."""
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="branches_to_edit", blank=True)
    """Of a branch: who edits it with its author, whoever else opens it."""
    branch = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="requests")
    """Of a change request: the what-if branch whose changes it proposes."""
    numbers = models.JSONField(default=dict, blank=True)
    """Of a branch: the last numbers of new rows and links, and which rows those that were merged became."""
    step = models.CharField(max_length=80, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    """0 to 100."""
    error = models.JSONField(default=dict, blank=True)
    """``{"id", "title", "where", "remedy"}`` when failed."""
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name
