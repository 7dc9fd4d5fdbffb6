"""Every table that names a person, and in which part: what they did or own is told whole, what others wrote as far as
they may see it today. A table that gets a column for a person joins here; a test counts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from headway.app import models as tables
from headway.app.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

SECRETS = frozenset({"password", "digest", "secret", "data", "key", "token", "session_key", "session_data"})
"""Columns that let somebody in, or that are another program's own: of no table are they taken out."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of what is kept about a person."""

    key: str
    title: str
    model: type[Model]
    own: tuple[str, ...] = ()
    """Ways to the person who did it or whose it is."""
    about: tuple[str, ...] = ()
    """Ways to a person whom others named in it."""
    email: str = ""
    """A column that may hold their address."""
    leave_out: tuple[str, ...] = ()

    def owned_by(self, person: Person) -> Q:
        """Return the condition that a row is theirs."""
        return either([*(Q(**{way: person.pk}) for way in self.own), *self.by_address(person)])

    def naming(self, person: Person) -> Q:
        """Return the condition that a row of others names them."""
        return either(Q(**{way: person.pk}) for way in self.about)

    def by_address(self, person: Person) -> list[Q]:
        return [Q(**{f"{self.email}__iexact": person.email})] if self.email else []


def either(conditions: Iterable[Q]) -> Q:
    """Return the condition that one of several holds; of none, that nothing does."""
    found = Q(pk__in=[])
    for each in conditions:
        found |= each
    return found


ACCOUNT = Section("account", "Account", Person, own=("pk",), leave_out=("password", "session_round"))
SECTIONS: tuple[Section, ...] = (
    ACCOUNT,
    Section("memberships", "Roles and deputies", tables.Membership, own=("person",), about=("deputy_for__person",)),
    Section("invitations", "Invitations", tables.Invitation, own=("invited_by",), email="email"),
    Section("led", "Components that you lead", tables.Component, about=("lead",)),
    Section("tasks", "Tasks that you answer for", tables.Task, about=("owner",)),
    Section("baselines", "Baselines that you set", tables.Baseline, own=("set_by",)),
    Section("resources", "You as a resource of plans", tables.Resource, own=("person",), email="email"),
    Section("assignments", "Assignments", tables.Assignment, own=("resource__person",)),
    Section("time-entries", "Time that you reported", tables.TimeEntry, own=("person",)),
    Section("time-weeks", "Weeks of time: yours, and those that you decided", tables.TimeWeek,
            own=("person", "decided_by")),
    Section("stopwatch", "Your stopwatch", tables.Stopwatch, own=("person",)),
    Section("records", "Register: raised or owned", tables.Record, own=("raised_by",), about=("owner",)),
    Section("benefit-readings", "What you read of benefits", tables.BenefitReading, own=("read_by",)),
    Section("comments", "Comments, and where you are mentioned", tables.Comment, own=("author",), about=("mentioned",)),
    Section("comment-revisions", "What your comments said before", tables.CommentRevision, own=("comment__author",)),
    Section("reactions", "Reactions", tables.Reaction, own=("person",)),
    Section("saved-views", "Views that you saved", tables.SavedView, own=("owner",)),
    Section("default-views", "Views that you begin with", tables.DefaultView, own=("person",)),
    Section("watches", "What you watch", tables.Watch, own=("person",)),
    Section("notifications", "Inbox", tables.Notification, own=("person",)),
    Section("news-choices", "How news reach you", tables.NewsChoice, own=("person",)),
    Section("mail-times", "When you want mail", tables.MailTimes, own=("person",)),
    Section("mails", "Mails to you", tables.OutboxMail, own=("person",)),
    Section("push", "Browsers that get push messages", tables.PushSubscription, own=("person",),
            leave_out=("endpoint", "endpoint_hash", "p256dh", "auth")),
    Section("reports", "Reports that you signed", tables.Report, own=("sent_by",)),
    Section("report-addenda", "What you added to reports", tables.ReportAddendum, own=("author",)),
    Section("report-reviews", "Reports that you read or sent back", tables.ReportReview, own=("person",)),
    Section("support-requests", "Support requests", tables.SupportRequest, own=("asked_by", "answered_by"),
            about=("asked_of",)),
    Section("agreements", "Hand-offs between projects", tables.Agreement, own=("asked_by", "answered_by"),
            about=("asked_of",)),
    Section("directions", "Directions that you set", tables.Direction, own=("set_by",)),
    Section("direction-answers", "Directions that you answered", tables.DirectionAddress,
            own=("acknowledged_by", "answered_by")),
    Section("change-sets", "Imports, change requests and what-if branches", tables.ChangeSet, own=("author",),
            about=("editors",)),
    Section("branch-steps", "What you tried in what-if branches", tables.BranchStep, own=("author",)),
    Section("gates", "Gates that you submitted or decided", tables.Gate, own=("submitted_by", "decided_by"),
            leave_out=("evidence",)),
    Section("selection-rounds", "Selections that you proposed or decided", tables.SelectionRound,
            own=("proposed_by", "decided_by")),
    Section("selection-proposals", "What you put before the board to choose", tables.SelectionProposal,
            own=("proposed_by",), leave_out=("evidence",)),
    Section("evidence-files", "Files that you added as evidence", tables.EvidenceFile, own=("added_by",)),
    Section("gate-reviews", "Reviews of gates", tables.GateReview, own=("reviewer",)),
    Section("gate-votes", "Votes", tables.GateVote, own=("voter",)),
    Section("measurements", "Measurements", tables.Measurement, own=("measured_by",)),
    Section("exceptions", "Exceptions that you sent or decided", tables.ToleranceException,
            own=("raised_by", "decided_by")),
    Section("trash", "What you put into the trash", tables.TrashItem, own=("trashed_by",)),
    Section("api-tokens", "API tokens, without their secrets", tables.ApiToken, own=("person",)),
    Section("calendar-feeds", "Calendars that you fetch, without their secrets", tables.CalendarFeed, own=("person",)),
    Section("prints", "Large PDFs that you asked for", tables.Print, own=("person",)),
    Section("share-links", "Links that you shared schedules by, without their secrets", tables.ShareLink,
            own=("made_by",)),
    Section("data-requests", "Requests to be anonymized", tables.DataRequest, own=("person",), about=("decided_by",)),
)  # fmt: skip


def columns_naming_people() -> list[models.Field[Any, Any]]:
    """Return every column of every table that refers to a person."""
    relations = Person._meta.get_fields(include_hidden=True)  # noqa: SLF001 - as Django documents
    return [each.field for each in relations if isinstance(each, models.ForeignObjectRel)]


def sections_of_others() -> list[Section]:
    """Return a section for each table of other packages that names people (sessions, sign-in, administration)."""
    found: dict[type[Model], list[str]] = {}
    for column in columns_naming_people():
        meta = column.model._meta  # noqa: SLF001
        if meta.app_label != "headway" and not meta.auto_created:
            found.setdefault(column.model, []).append(column.name)
    return [
        Section(model._meta.label_lower.replace(".", "-"), str(model._meta.verbose_name_plural), model, own=tuple(ways))  # noqa: SLF001
        for model, ways in found.items()
    ]
