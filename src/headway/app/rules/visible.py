"""What a person may see, as SQL: memberships are inherited downwards through the closure table."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from headway.app.models import (
    Agreement,
    Assignment,
    Baseline,
    BaselineTask,
    BenefitReading,
    Calendar,
    ChangeSet,
    Comment,
    Component,
    ComponentPath,
    Criterion,
    CustomField,
    Dependency,
    Direction,
    DirectionAddress,
    Event,
    EventChain,
    EvidenceFile,
    Gate,
    GateReview,
    GateVote,
    Measurement,
    Membership,
    Notification,
    Print,
    Record,
    RecordLink,
    Report,
    ReportAddendum,
    ReportAttachment,
    ReportCadence,
    ReportReview,
    Resource,
    Rollup,
    SavedView,
    SelectionAnswer,
    SelectionBudget,
    SelectionCandidate,
    SelectionCost,
    SelectionProposal,
    SelectionRound,
    Sprint,
    Stage,
    SupportRequest,
    Task,
    TimeEntry,
    TimeWeek,
    Tolerance,
    ToleranceException,
    TrashItem,
)
from headway.app.rules.holdings import permitting
from headway.app.rules.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.contrib.auth.models import AnonymousUser

    from headway.app.models import Person

M = TypeVar("M", bound=Model)

ENDS: dict[type[Model], tuple[str, ...]] = {
    Component: ("pk",),
    ComponentPath: ("ancestor", "descendant"),
    EventChain: ("root",),
    Dependency: ("component", "from_component"),
    **dict.fromkeys(
        (
            Assignment,
            Baseline,
            BaselineTask,
            BenefitReading,
            Calendar,
            ChangeSet,
            Comment,
            Event,
            Notification,
            Membership,
            Print,
            Record,
            RecordLink,
            Resource,
            Rollup,
            SavedView,
            SelectionAnswer,
            SelectionBudget,
            SelectionCandidate,
            SelectionCost,
            SelectionProposal,
            SelectionRound,
            Sprint,
            DirectionAddress,
            Report,
            ReportAddendum,
            ReportAttachment,
            ReportCadence,
            ReportReview,
            SupportRequest,
            Task,
            TimeEntry,
            TimeWeek,
            TrashItem,
            Criterion,
            CustomField,
            EvidenceFile,
            Gate,
            GateReview,
            GateVote,
            Measurement,
            Stage,
            Tolerance,
            ToleranceException,
        ),
        ("component",),
    ),
}
"""The columns that name components: a row is visible where all of them are. A dependency on a project that the
reader may not see is therefore not a row for them; they get the redacted end (bridge.outside)."""

OTHERWISE: dict[type[Model], Callable[[Person], Q]] = {
    Record: lambda _: Q(trashed_at=None),
    BenefitReading: lambda _: Q(record__trashed_at=None),
    EvidenceFile: lambda _: Q(record=None) | Q(record__trashed_at=None),
    Notification: lambda person: Q(person=person),
    Print: lambda person: Q(person=person),
    SavedView: lambda person: Q(owner=person) | Q(shared=True),
    CustomField: lambda _: Q(retired_at=None),
}
"""What has to be true of a row besides."""
TIMES = ("timeentry", "timeweek", "stopwatch")
"""What the log tells of people's hours: for themselves, and for who may read them."""
SHARED = (ChangeSet.Sharing.SEE, ChangeSet.Sharing.EDIT)
"""What-if branches that others open by their link."""

DRAFTED: dict[type[Model], str] = {Report: "", ReportAttachment: "report__"}
"""Where the state of a report stands: its draft is for those who may send it."""

OF_ROUND: dict[type[Model], str] = {
    SelectionRound: "pk", SelectionBudget: "round", SelectionCandidate: "round", SelectionAnswer: "round",
    SelectionProposal: "round", SelectionCost: "candidate__round",
}  # fmt: skip
"""Where a row says to which round of a selection it belongs."""
STEPS_OF_ROUND = frozenset({
    "selection.proposed", "selection.approved", "selection.sent_back", "selection.withdrawn", "selection.reopened",
})  # fmt: skip
"""What others than who proposes read in the log of a round."""
FROM_PROPOSING_ON = frozenset({SelectionRound, SelectionProposal})
"""What of a round others see once it was proposed; what is worked on is seen by who proposes it."""


def trashed() -> QuerySet[ComponentPath, int]:
    """Ids of everything in the trash: what was put there, and all below it."""
    return ComponentPath.objects.filter(ancestor__trashed_at__isnull=False).values_list("descendant_id", flat=True)


def components_where(person: Person, verb: str = Verb.VIEW) -> QuerySet[ComponentPath, int]:
    """Ids of the components where a role of the person that holds today, own or inherited, permits the verb."""
    return asked_once(person.pk, verb, timezone.localdate()).all()


@lru_cache(maxsize=1_024)
def asked_once(pk: int, verb: str, today: date) -> QuerySet[ComponentPath, int]:
    """Return the question that ``components_where`` asks, never an answer: putting it together takes longer than
    answering it, and each page asks it many times. What is asked is a copy; this one is never evaluated.
    """
    held = Membership.objects.filter(Membership.in_force(today), person=pk).filter(permitting(verb))
    return ComponentPath.objects.filter(ancestor__in=held.values("component")).values_list("descendant_id", flat=True)


def visible(person: Person | AnonymousUser, model: type[M]) -> QuerySet[M]:
    """Return the rows of the model that the person may see."""
    rows: QuerySet[M] = model._default_manager.all()  # noqa: SLF001 - Django's documented way for any model
    if not (person.is_authenticated and person.is_active):
        return rows.none()
    if model in OF_ONE_SIDE:
        return rows.filter(OF_ONE_SIDE[model](person)).distinct()
    scope = Q()
    for end in ENDS[model]:
        scope &= ~Q(**{f"{end}__in": trashed()})
        if not person.is_superuser:
            scope &= Q(**{f"{end}__in": components_where(person)})
    if model in OTHERWISE:
        scope &= OTHERWISE[model](person)
    if model in {TimeEntry, TimeWeek, Event} and not person.is_superuser:
        own = ~Q(object_type__in=TIMES) | Q(actor=person) if model is Event else Q(person=person)
        scope &= own | Q(component__in=components_where(person, Verb.READ_TIME))
    if model is Event and not person.is_superuser:
        scope &= told_of_rounds(person)
    if model in OF_ROUND and not person.is_superuser:
        seen = rounds_seen if model in FROM_PROPOSING_ON else rounds_proposed
        scope &= Q(**{f"{OF_ROUND[model]}__in": seen(person)})
    if model is Comment:
        scope = (scope | Q(object_type="agreement")) & talked_of(person)
    if model is ChangeSet and not person.is_superuser:
        scope &= ~Q(kind="import") | Q(author=person) | Q(component__in=components_where(person, Verb.IMPORT_PLAN))
        scope &= ~Q(kind="request", state="draft") | Q(author=person)
        edits = Q(pk__in=ChangeSet.editors.through.objects.filter(person=person).values("changeset"))
        scope &= ~Q(kind="what-if") | Q(author=person) | (edits | Q(sharing__in=SHARED)) & ~Q(state="discarded")
    if model in DRAFTED and not person.is_superuser:
        sent = Q(**{f"{DRAFTED[model]}state": Report.State.SENT})
        scope &= sent | Q(component__in=components_where(person, Verb.WRITE_REPORT))
    return rows.filter(scope)


def rounds_proposed(person: Person) -> QuerySet[SelectionRound, int]:
    """Ids of the rounds of selection that are the person's to propose."""
    rows = SelectionRound.objects.filter(component__in=components_where(person, Verb.PROPOSE_SELECTION))
    return rows.order_by().values_list("pk", flat=True)


def rounds_seen(person: Person) -> QuerySet[SelectionRound, int]:
    """Ids of the rounds of selection that the person proposes, or decides or reads since they were first proposed."""
    reads = Q(component__in=components_where(person, Verb.DECIDE_SELECTION))
    reads |= Q(component__in=components_where(person, Verb.READ_SELECTION))
    rows = SelectionRound.objects.filter(Q(pk__in=rounds_proposed(person)) | reads & Q(proposals__isnull=False))
    return rows.order_by().values_list("pk", flat=True)


TALK_OF_ROUNDS: dict[str, type[Model]] = {"selectionround": SelectionRound, "selectionproposal": SelectionProposal}
"""What is said of a round is for who works on it; what the others say, they say of a proposal."""
NARROW: dict[str, type[Model]] = {"changeset": ChangeSet, "report": Report, "record": Record, "agreement": Agreement}
"""What other people see than see its component: so it is with what is said about it."""


def told_of_rounds(person: Person) -> Q:
    """Return the condition that an event is about no round, or about what the person may know of one."""
    steps = Q(verb__in=STEPS_OF_ROUND, object_id__in=rounds_seen(person))
    scope = ~Q(object_type="selectionround") | Q(object_id__in=rounds_proposed(person)) | steps
    said = Comment.objects.filter(talk_of_rounds(person), object_type__in=TALK_OF_ROUNDS).order_by().values("pk")
    return scope & (~Q(object_type="comment", after__object_type__in=TALK_OF_ROUNDS) | Q(object_id__in=said))


def talk_of_rounds(person: Person) -> Q:
    """Return the condition that a comment is about no selection, or about what the person talks of there."""
    scope = ~Q(object_type__in=TALK_OF_ROUNDS)
    for name, model in TALK_OF_ROUNDS.items():
        scope |= Q(object_type=name, object_id__in=talkable(person, model).order_by().values("pk"))
    return scope


def talkable(person: Person, model: type[M]) -> QuerySet[M]:
    """Return the rows that the person may see and talk of; of a round they may see the proposals alone."""
    rows = visible(person, model)
    if model is SelectionRound and not person.is_superuser:
        rows = rows.filter(pk__in=rounds_proposed(person))
    return rows


def talked_of(person: Person) -> Q:
    """Return the condition that a comment stands, and that the person sees what it is about."""
    scope = Q(trashed_at=None) & talk_of_rounds(person)
    for name, model in NARROW.items():
        scope &= ~Q(object_type=name) | Q(object_id__in=visible(person, model).values("pk"))
    return scope


def reached_by(person: Person) -> Q:
    """Return the condition that a direction was set at, or addressed to, what the person sees."""
    seen = visible(person, Component).values("pk")
    return Q(component__in=seen) | Q(addresses__component__in=seen)


def party_to(person: Person) -> Q:
    """Return the condition that the person sees one side of an agreement; the other one is then a redacted card."""
    seen = visible(person, Component).values("pk")
    both_there = ~Q(component__in=trashed()) & ~Q(giver__in=trashed())
    return both_there & (Q(component__in=seen) | Q(giver__in=seen))


OF_ONE_SIDE: dict[type[Model], Callable[[Person], Q]] = {Direction: reached_by, Agreement: party_to}
"""Rows that touch several components, seen by who sees one of them."""
