"""The register of a component: what was found here and below, what it holds for others, what was escalated to it."""

from __future__ import annotations

import functools
import operator
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils import timezone

from headway.app.models import Component, ComponentPath, Event, Gate, Person, Record, RecordLink, Task
from headway.app.models.record_kinds import GROUPS, KINDS
from headway.app.queries.audit.words import with_words
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

SHOWS = {"open": "Open", "due": "Overdue", "escalated": "Escalated", "closed": "Closed", "all": "All"}
SORTS = {
    "reference": ("component__name", "kind", "number"),
    "score": (F("score").desc(nulls_last=True), "pk"),
    "due": (F("due_on").asc(nulls_last=True), "pk"),
    "value": (F("expected_value").asc(nulls_last=True), "pk"),
    "changed": ("-pk",),
}
COMMON_RIGHTS = frozenset({"register.raise", "plan.edit_given_part"})
"""Rights that say nothing about which kinds of records somebody keeps."""
LEVELS = 5
MATRIX = (0.1, 0.3, 0.5, 0.7, 0.9)
COLUMNS = (0.05, 0.10, 0.20, 0.40, 0.80)
FOUND_BY = (
    "title", "description", "owner__name",
    *sorted({
        f"details__{each.name}" for kind in KINDS.values() for each in kind.details
        if each.name in kind.columns and each.type == "line"
    }),
)  # fmt: skip
"""What is looked through for words: of the details those that stand in lists."""
AMBER, RED = 0.05, 0.18
"""From which score on a cell of the heat map is amber and red."""


def records_at(person: Person, component: Component) -> QuerySet[Record]:
    """Return the visible records found here or below, or owned here."""
    below = ComponentPath.objects.filter(ancestor=component).values("descendant")
    rows = visible(person, Record).filter(Q(component__in=below) | Q(held_by=component) | Q(escalated_to=component))
    return rows.select_related("component", "held_by", "owner", "escalated_to")


def shown(
    rows: QuerySet[Record], *, kind: str = "", show: str = "open", text: str = "", sort: str = ""
) -> QuerySet[Record]:
    """Return the records that the reader wants to see, in their order."""
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    today = timezone.localdate()
    conditions = {
        "open": Q(closed_at=None), "closed": Q(closed_at__isnull=False), "due": Q(closed_at=None, due_on__lt=today),
        "escalated": Q(escalation__in=["asked", "taken"]),
    }  # fmt: skip
    rows = rows.filter(conditions.get(show, Q()))
    for word in text.split()[:8]:
        named = [Q(**{f"{place}__icontains": word}) for place in FOUND_BY]
        rows = rows.filter(functools.reduce(operator.or_, named))
    return rows.order_by(*SORTS.get(sort) or usual_order(kind))


def usual_order(kind: str) -> tuple[Any, ...]:
    """Return the order of a list of one kind, or of all of them, where the reader asks for no other."""
    if kind in KINDS and KINDS[kind].sort:
        return (F(f"details__{KINDS[kind].sort}").asc(nulls_last=True), "pk")
    return SORTS["score"] if kind == Record.Kind.RISK else (urgency(), F("due_on").asc(nulls_last=True), "pk")


def urgency() -> Case:
    """Return the place of a record among records of every kind: overdue, then red, then amber, then the others."""
    rated = [name for name, kind in KINDS.items() if kind.rating]
    threat = Q(sign=Record.Sign.THREAT)
    judged = Q(sign="") & ~Q(kind__in=rated)
    red = threat & Q(score__gte=RED) | judged & Q(priority=Record.Priority.HIGH)
    amber = Q(score__gte=AMBER) | judged & Q(priority=Record.Priority.MEDIUM)
    overdue = Q(closed_at=None, due_on__lt=timezone.localdate())
    places = [When(condition, then=Value(place)) for place, condition in enumerate((overdue, red, amber))]
    return Case(*places, default=Value(len(places)), output_field=IntegerField())


def counts(rows: QuerySet[Record]) -> dict[str, int]:
    """Return how many open records of each kind there are."""
    return Counter(rows.filter(closed_at=None).order_by().values_list("kind", flat=True))


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of records that are about the same."""

    name: str
    kinds: list[tuple[str, str, int]]
    """Name, word, and how many are open."""
    own: bool
    """The reader keeps records of them."""

    @property
    def count(self) -> int:
        return sum(count for _, _, count in self.kinds)

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.kinds]


def groups_of_kinds(verbs: Collection[str], open_counts: Mapping[str, int]) -> list[Group]:
    """Return the kinds by what they are about, first those in which somebody with these rights keeps records."""
    keeps = set(verbs) - COMMON_RIGHTS
    groups = [
        Group(
            name,
            [(kind, words, open_counts.get(kind, 0)) for kind, words in kinds.items()],
            own=any({KINDS[kind].verb, KINDS[kind].given} & keeps for kind in kinds),
        )
        for name, kinds in GROUPS.items()
    ]
    return sorted(groups, key=lambda group: not group.own)


@dataclass(frozen=True, slots=True)
class Cell:
    score: float
    level: str
    risks: tuple[Record, ...]

    @property
    def names(self) -> str:
        return ", ".join(f"{each.reference} {each.title}" for each in self.risks)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Probability downwards, impact sideways; opportunities mirror threats."""

    sign: str
    rows: list[tuple[float, list[Cell]]]
    impacts: tuple[float, ...]
    count: int
    several: bool
    """They come from more than one component, so a number such as R-1 names none of them."""


def heat_maps(risks: Iterable[Record]) -> list[HeatMap]:
    rated = [each for each in risks if each.probability is not None and each.impact is not None]
    return [heat_map(rated, sign) for sign in ("threat", "opportunity")]


def heat_map(risks: list[Record], sign: str) -> HeatMap:
    mine = [each for each in risks if each.sign == sign]
    columns = COLUMNS if sign == "threat" else COLUMNS[::-1]
    rows = []
    for place in reversed(range(LEVELS)):
        cells = []
        for impact in columns:
            score = MATRIX[place] * impact
            inside = tuple(each for each in mine if band(each.probability or 0) == place and each.impact == impact)
            cells.append(Cell(score, level_of(score, sign), inside))
        rows.append((MATRIX[place], cells))
    return HeatMap(sign, rows, columns, len(mine), several=len({each.component_id for each in mine}) > 1)


def level_of(score: float, sign: str) -> str:
    """Return the color of a cell: what may harm goes from green to red, what may help is the greener the more."""
    place = 2 if score >= RED else 1 if score >= AMBER else 0
    return (("gain-1", "gain-2", "gain-3") if sign == Record.Sign.OPPORTUNITY else ("green", "amber", "red"))[place]


def band(probability: float) -> int:
    """Return the row of the matrix: five bands of equal width."""
    return min(LEVELS - 1, int(probability * LEVELS))


def exposure(risks: Iterable[Record]) -> tuple[Decimal, Decimal]:
    """Return the summed expected values of threats and of opportunities."""
    threat = opportunity = Decimal(0)
    for each in risks:
        if each.expected_value is not None:
            if each.expected_value < 0:
                threat += each.expected_value
            else:
                opportunity += each.expected_value
    return threat, opportunity


def history_of(person: Person, object_type: str, object_id: int) -> list[Event]:
    """Return what happened to one object, the newest first."""
    rows = visible(person, Event).filter(object_type=object_type, object_id=object_id)
    return with_words(rows.select_related("actor").order_by("-pk")[:200])


@dataclass(frozen=True, slots=True)
class Tie:
    link: RecordLink
    label: str
    """Empty where the reader may not see the other end."""
    target: tuple[str, int] | None


def ties_of(person: Person, record: Record) -> list[Tie]:
    """Return what the record is tied to, from both sides; ends that are not visible stay without a name."""
    ties = [Tie(link, *end(person, link.object_type, link.object_id)) for link in record.links.all()]
    back = visible(person, RecordLink).filter(object_type="record", object_id=record.pk).select_related("record")
    return ties + [Tie(link, str(link.record), ("record", link.record_id)) for link in back]


def end(person: Person, object_type: str, object_id: int) -> tuple[str, tuple[str, int] | None]:
    models = {"record": Record, "task": Task, "component": Component, "gate": Gate}
    model = models.get(object_type)
    row = visible(person, model).filter(pk=object_id).first() if model else None
    return (str(row), (object_type, object_id)) if row is not None else ("", None)


def actions_due(person: Person, until: date | None = None) -> QuerySet[Record]:
    """Return the open records that the person owns, the most urgent first; a product lasts, so it is never due."""
    rows = visible(person, Record).filter(owner=person, closed_at=None).exclude(kind=Record.Kind.PRODUCT)
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    return rows.select_related("component").order_by(F("due_on").asc(nulls_last=True), "pk")
