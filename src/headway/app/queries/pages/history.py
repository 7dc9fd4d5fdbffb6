"""The history of any one thing that has events: a task, a link, a role, a record, whatever comes later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils import timezone

from headway.app.models import Agreement, Component, Event, Person, TrashItem
from headway.app.queries.audit.readable import readable
from headway.app.queries.audit.words import in_words
from headway.app.queries.trash import find_in_trash
from headway.app.rules import visible
from headway.app.rules.visible import ENDS

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

PAGE = 50
EARLIEST, LATEST = date(1970, 1, 1), date(9998, 1, 1)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the history is of."""

    object_type: str
    object_id: int
    title: str
    component: Component | None
    """Where it belongs, if the reader sees that."""
    state: str
    """Empty, "trash" or "gone"."""
    events: QuerySet[Event]


@dataclass(frozen=True, slots=True)
class Wanted:
    verb: str = ""
    who: int | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    events: list[Event]
    older: int | None


def subject_of(person: Person, object_type: str, object_id: int) -> Subject | None:
    """Return the thing if the person may see it, else None: absent and invisible look the same."""
    try:
        model: type[Model] = apps.get_model("headway", object_type)
    except LookupError:
        return None
    said = Event.objects.filter(object_type=object_type, object_id=object_id)
    if model not in ENDS and model is not Agreement:
        return of_no_component(person, model, object_id, said)
    row = visible(person, model).filter(pk=object_id).first()
    if row is not None:
        home = home_of(person, row)
        seen = visible(person, Event).filter(object_type=object_type, object_id=object_id)
        return Subject(object_type, object_id, str(row), home, "", seen)
    gone = find_in_trash(person, object_type, object_id)
    if gone is not None:
        home = gone.parent if isinstance(gone, Component) else gone.component
        return Subject(object_type, object_id, str(gone), home, "trash", said)
    if model._base_manager.filter(pk=object_id).exists():  # noqa: SLF001 - there, but not for this person
        return None
    return of_what_is_gone(person, object_type, object_id, said)


def home_of(person: Person, row: Model) -> Component | None:
    """Return where something belongs; of a hand-off the side that the person sees."""
    if isinstance(row, Agreement):
        sides = visible(person, Component).in_bulk([row.component_id, row.giver_id])
        return sides.get(row.component_id) or sides.get(row.giver_id)
    return row if isinstance(row, Component) else getattr(row, "component", None)


def of_no_component(person: Person, model: type[Model], pk: int, said: QuerySet[Event]) -> Subject | None:
    """Return what belongs to the installation as a whole; operators see it."""
    if not (person.is_active and person.is_superuser and said.exists()):
        return None
    row = model._base_manager.filter(pk=pk).first()  # noqa: SLF001 - any model
    name = str(model._meta.model_name)  # noqa: SLF001
    return Subject(name, pk, str(row or model._meta.verbose_name), None, "" if row else "gone", said)  # noqa: SLF001


def of_what_is_gone(person: Person, object_type: str, pk: int, said: QuerySet[Event]) -> Subject | None:
    """Return a deleted thing to those who see every event of it."""
    told = said.count()
    if not told or visible(person, Event).filter(object_type=object_type, object_id=pk).count() < told:
        return None
    item = TrashItem.objects.filter(object_type=object_type, object_id=pk).select_related("event").first()
    title = in_words([(item.title, item.event)])[0] if item else f"{object_type.capitalize()} {pk}"
    last = said.order_by("-pk").select_related("component").first()
    return Subject(object_type, pk, title, last.component if last else None, "gone", said)


def history(person: Person, subject: Subject, wanted: Wanted) -> HistoryPage:
    """Return one page of a thing's history, the newest first."""
    rows = subject.events
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.who is not None:
        rows = rows.filter(actor_id=wanted.who)
    if wanted.since is not None:
        rows = rows.filter(at__gte=midnight(wanted.since))
    if wanted.until is not None:
        rows = rows.filter(at__lt=midnight(min(wanted.until, LATEST) + timedelta(days=1)))
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    found = list(rows.select_related("actor", "component").order_by("-pk")[: PAGE + 1])
    return HistoryPage(readable(person, found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None)


def midnight(day: date) -> datetime:
    """Return when the day begins; days that no clock reaches in every time zone are brought nearer."""
    return timezone.make_aware(datetime.combine(min(max(day, EARLIEST), LATEST), time()))


def choices_of(subject: Subject) -> dict[str, Any]:
    """Return what a history can be filtered by."""
    rows = subject.events.order_by()
    people = rows.filter(actor__isnull=False).values_list("actor_id", "actor__name").distinct()
    return {
        "verbs": sorted(set(rows.values_list("verb", flat=True))),
        "authors": sorted(set(people), key=lambda pair: pair[1]),
    }
