"""For operators: everything can be looked at, people can be managed, nothing computed or recorded can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group

from headway.app import models
from headway.app.actions.people import keep_address

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

admin.site.site_header = admin.site.site_title = "Headway administration"
admin.site.index_title = "Tables of this installation"
admin.site.unregister(Group)
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
for unneeded in [model for model in admin.site._registry if model.__module__.startswith("allauth.")]:  # noqa: SLF001
    admin.site.unregister(unneeded)  # secrets of second steps, addresses, sessions: nobody's business


@admin.register(models.Person)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    list_display = ("email", "name", "title", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "name", "title")
    ordering = ("email",)
    readonly_fields = ("joined_at", "last_login", "anonymized_at")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("name", "title")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("joined_at", "last_login", "anonymized_at")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "title", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: models.Person, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """An operator who writes down an address vouches for it."""
        super().save_model(request, obj, form, change)
        keep_address(obj, confirmed=True)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who was anonymized stays so."""
        return getattr(obj, "anonymized_at", None) is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 - Django's signature
        """The log names people: make someone inactive instead."""
        return False


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that only actions write: a change here would bypass rules, recalculation and the log."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        return False


def look(model: type[Model], columns: tuple[str, ...], find: tuple[str, ...] = (), **more: Any) -> None:
    """Register a table to be looked at; foreign keys are read with the rows."""
    related = tuple(name for name in columns if model._meta.get_field(name).is_relation)  # noqa: SLF001 - Django's way
    values = {"list_display": columns, "search_fields": find, "list_select_related": related or False, **more}
    admin.site.register(model, type(f"{model.__name__}Admin", (LookOnly,), values))


look(
    models.Component,
    ("name", "kind", "parent", "stage", "lead", "budget"),
    ("name", "code"),
    list_filter=("kind", "stage"),
)
look(
    models.Rollup,
    ("component", "health", "percent_complete", "finish_variance_days", "task_count", "computed_at"),
    ("component__name",),
)
look(
    models.Membership,
    ("person", "component", "role", "starts_on", "ends_on", "deputy_for", "since"),
    ("person__email", "component__name"),
    list_filter=("role",),
)
look(
    models.ApiToken,
    ("name", "person", "prefix", "created_at", "expires_at", "last_used_at", "revoked_at"),
    ("name", "prefix", "person__email"),
    exclude=("digest",),
)
look(
    models.Invitation,
    ("email", "component", "role", "invited_by", "expires_at", "accepted_at", "withdrawn_at"),
    ("email",),
    exclude=("digest",),
)
look(
    models.ShareLink,
    ("name", "component", "made_by", "expires_at", "revoked_at", "opened_count"),
    ("name", "component__name"),
    exclude=("digest",),
)
look(
    models.CalendarFeed,
    ("person", "component", "content", "made_at", "last_fetched_at", "revoked_at"),
    ("person__email", "component__name"),
    exclude=("digest",),
)
look(
    models.Print,
    ("person", "component", "state", "asked_at", "finished_at", "size", "expires_at"),
    ("person__email", "component__name"),
    list_filter=("state",),
)
look(models.DataRequest, ("person", "state", "asked_at", "decided_by", "decided_at"), list_filter=("state",))
look(models.FailedAttempts, ("key", "count", "until"))
look(models.CustomRole, ("key", "label", "summary"), ("key", "label"))
look(models.RolePermission, ("role", "verb"), ("role", "verb"))
look(
    models.Task, ("name", "component", "kind", "percent_complete", "critical"), ("name", "code"), list_filter=("kind",)
)
look(models.Dependency, ("predecessor", "successor", "type", "lag", "component"))
look(models.Record, ("title", "kind", "status", "component", "owner", "due_on"), ("title",), list_filter=("kind",))
look(
    models.SelectionRound,
    ("name", "component", "state", "proposed_by", "decided_by"),
    ("name",),
    list_filter=("state",),
)
look(models.SelectionBudget, ("round", "period", "amount"))
look(models.SelectionCandidate, ("name", "subject", "round", "value", "wish", "taken_out"), ("name", "subject__name"))
look(models.SelectionCost, ("candidate", "period", "amount"))
look(models.SelectionAnswer, ("round", "revision", "computed_at"))
look(models.SelectionProposal, ("round", "number", "proposed_by", "proposed_at"))
look(models.BenefitReading, ("record", "on", "gain", "read_by"))
look(models.RecordLink, ("record", "relation", "object_type", "object_id"))
look(models.ReportCadence, ("component", "cadence", "due_minute"))
look(models.Report, ("component", "kind", "day", "state", "sent_by"), list_filter=("kind", "state"))
look(models.ReportAttachment, ("report", "name", "size"), exclude=("data",))
look(models.ReportAddendum, ("report", "author", "at"))
look(models.ReportReview, ("report", "person", "act", "at"))
look(models.Confidence, ("component", "computed_at", "seconds", "wanted_at", "error"))
look(models.ConfidenceReading, ("component", "day", "planned", "p50", "p80", "holds"))
look(models.TaskConfidence, ("component", "revision"))
look(models.TriedConfidence, ("change_set", "computed_at", "seconds", "wanted_at", "error"))
look(models.TriedTaskConfidence, ("change_set",))
look(models.PlanSnapshot, ("component", "day", "baseline", "taken_at"), exclude=("payload",))
look(models.ScheduleSnapshot, ("component", "kind", "taken_at"), exclude=("payload",))
look(models.Direction, ("title", "component", "state", "due_on"), ("title",))
look(models.DirectionAddress, ("direction", "component", "state"))
look(models.Agreement, ("component", "giver", "state", "needed_by", "promised_on"), list_filter=("state",))
look(models.SupportRequest, ("text", "component", "state", "asked_by", "due_at"), list_filter=("state",))
look(models.Comment, ("author", "component", "object_type", "object_id", "written_at", "trashed_at"))
look(models.CommentRevision, ("comment", "until"))
look(models.NewsChoice, ("person", "kind", "channel", "mode"))
look(models.MailTimes, ("person", "digest_at", "quiet_from", "quiet_until"))
look(models.OutboxMail, ("key", "person", "state", "attempts", "next_at", "error"), list_filter=("state",))
look(models.PushSubscription, ("person", "browser", "created_at"), fields=("person", "browser", "created_at"))
look(models.OutboxPush, ("key", "subscription", "state", "attempts", "next_at", "error"), list_filter=("state",))
look(models.ReceivedMail, ("key", "comment", "at"))
look(models.Watch, ("person", "component", "object_type", "object_id", "on", "with_below", "by_itself"))
look(models.Notification, ("person", "kind", "component", "count", "at", "read_at"), list_filter=("kind",))
look(models.Reaction, ("comment", "person", "kind"))
look(models.Stage, ("name", "component", "position", "state"), ("name",), list_filter=("state",))
look(models.Gate, ("name", "component", "attempt", "state", "decision"), ("name",), list_filter=("state",))
look(models.Criterion, ("label", "gate", "rule", "answer"), ("label",))
look(models.EvidenceFile, ("name", "component", "size", "sha256", "added_by", "added_at"), ("name", "sha256"))
look(models.GateReview, ("gate", "reviewer", "confidence", "at"))
look(models.GateVote, ("gate", "voter", "vote", "at"))
look(models.Tolerance, ("component", "stage", "dimension", "target", "plus", "minus"))
look(models.Measurement, ("component", "dimension", "value", "source", "at"))
look(models.ToleranceException, ("component", "dimension", "state", "decision", "drafted_at"), list_filter=("state",))
look(models.SavedView, ("name", "component", "owner", "shared"))
look(models.DefaultView, ("component", "person", "view"))
look(models.CustomField, ("name", "component", "kind", "retired_at"))
look(models.Sprint, ("name", "component", "state", "start", "finish"), ("name", "goal"), list_filter=("state",))
look(models.TimeWeek, ("person", "component", "monday", "state", "decided_by"), ("person__email",))
look(models.Stopwatch, ("person", "task", "started_at"), ("person__email",))
look(models.TimeEntry, ("person", "task", "day", "minutes"), ("person__email",))
look(models.Calendar, ("name", "component", "parent", "personal"), ("name",))
look(models.Resource, ("name", "component", "kind"), ("name",))
look(models.Assignment, ("task", "resource", "units"))
look(models.BranchStep, ("label", "branch", "author", "at", "undone"), ("label",))
look(models.Baseline, ("name", "component", "number", "set_at", "current"))
look(
    models.ChangeSet,
    ("name", "kind", "state", "component", "author", "created_at"),
    ("name",),
    exclude=("source", "payload"),
)
look(
    models.Event,
    ("sequence", "verb", "component", "actor", "channel", "at"),
    ("verb", "summary"),
    list_filter=("channel",),
)
look(models.EventChain, ("root", "sequence", "head"))
look(models.FollowerCursor, ("name", "root", "sequence"))
look(models.DueJob, ("name", "due_at", "started_at", "finished_at", "attempts", "error"))
look(
    models.TrashItem,
    ("title", "object_type", "component", "trashed_at", "trashed_by", "restored_at", "purged_at"),
    ("title",),
    exclude=("rows",),
)
