"""What a branch does, in words: one line a fact, as people choose among them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from headway.app.actions.field_values import ASSIGNED, CONTOURS, WORKED, words
from headway.app.actions.task_fields import INSTANTS, RANGE
from headway.app.bridge.cell_choices import BY_HAND, SHAPES, assigned_text, quoted
from headway.app.bridge.document_of_rows import EPOCH
from headway.app.bridge.lags import link_text
from headway.app.bridge.lengths import length_text
from headway.app.models import Person, Resource, Task
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.actions.branch_facts import Fact
    from headway.app.actions.plan_draft import Draft
    from headway.app.rules import Actor

DURATION = ("duration_minutes", "duration_unit", "duration_elapsed", "duration_estimated")
UNSAID = frozenset({*DURATION[1:], "remaining_minutes", "remaining_work_minutes", WORKED})
"""Told with another field, or following from it."""
LONGEST = 60
CROSSING = frozenset({"crossed", "uncrossed"})


def words_of(draft: Draft, kind: str, fact: Fact) -> str:
    """Return what a fact does, without the name of its task."""
    match kind:
        case "placed" if "new" in fact:
            text = length(draft, fact["task"], {})
            return "added" if fact["new"].get("kind") == Task.Kind.SUMMARY else f"added, {text}"
        case "placed":
            return f"moved {where_to(draft, fact)}"
        case "deleted":
            return "deleted, with all below it"
        case "set":
            return "; ".join(field_words(draft, fact)) or "progress"
        case _:
            return link_words(draft, kind, fact)


def where_to(draft: Draft, fact: Fact) -> str:
    if fact["after"] is not None:
        return f"behind “{draft.name(fact['after'])}”"
    return "to the top" if fact["parent"] is None else f"below “{draft.name(fact['parent'])}”"


def field_words(draft: Draft, fact: Fact) -> list[str]:
    """Return each changed field with what it was and what it is."""
    task, before, after = fact["task"], fact["before"], fact["after"]
    found = []
    if any(name in after for name in DURATION):
        found.append(f"duration {length(draft, task, before)} → {length(draft, task, after)}")
    for name in after:
        if name in RANGE:
            found.append(f"{words(draft, [name])} {end(draft, task, before[name])} → {end(draft, task, after[name])}")
        elif name not in UNSAID and name != "duration_minutes":
            label = words(draft, [name])
            found.append(
                label
                if name == "notes"
                else f"{label} {shown(draft, name, before[name])} → {shown(draft, name, after[name])}"
            )
    return found


def length(draft: Draft, task: int, given: dict[str, Any]) -> str:
    minutes, unit, elapsed, estimated = (given.get(name, draft.value(task, name)) for name in DURATION)
    return length_text(minutes, unit, draft.component, elapsed=elapsed, estimated=estimated)


def end(draft: Draft, task: int, minutes: int | None) -> str:
    """Return one end of a three-point estimate, in the unit of the duration."""
    if minutes is None:
        return "nothing"
    unit, elapsed = (draft.value(task, name) for name in DURATION[1:3])
    return length_text(minutes, unit, draft.component, elapsed=elapsed)


def shown(draft: Draft, name: str, value: Any) -> str:
    """Return the value of a field as people read it."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in INSTANTS:
        return f"{EPOCH + timedelta(minutes=value):%-d %b %Y %H:%M}"
    if name.endswith("_minutes"):
        return length_text(value, "h", draft.component)
    text = str(named(draft, name, value))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def both_in_words(draft: Draft, values: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what two people made of the same fields."""
    differing = {name: both for name, both in values.items() if name not in UNSAID and both["yours"] != both["theirs"]}
    lines = []
    for name, both in differing.items():
        mine, others = (shown(draft, name, both[side]) for side in ("yours", "theirs"))
        lines.append(f"{words(draft, [name])}: yours {mine}, theirs {others}.")
    return " ".join(lines)


def named(draft: Draft, name: str, value: Any) -> Any:
    """Return what people call the value of a field that holds a key."""
    match name:
        case "calendar":
            return draft.calendars().get(value) or "another calendar"
        case "owner":
            return Person.objects.filter(pk=value).first() or "somebody"
        case _ if name in {ASSIGNED, CONTOURS}:
            return people_in_words(name, value)
        case "constraint":
            return Task.Constraint(value).label.lower()
        case "task_type":
            return Task.Type(value).label.lower()
        case _:
            return value


def people_in_words(name: str, value: list[list[Any]]) -> str:
    """Return who works on a row, or how the work of each lies, as people type it."""
    names = dict(Resource.objects.filter(pk__in=[pk for pk, _ in value]).values_list("pk", "name"))
    if name == ASSIGNED:
        return assigned_text((names.get(pk, "somebody"), units) for pk, units in value) or "nobody"
    shapes = SHAPES | BY_HAND
    return "; ".join(f"{quoted(names.get(pk, 'somebody'))} [{shapes[contour]}]" for pk, contour in value) or "flat"


def link_words(draft: Draft, kind: str, fact: Fact) -> str:
    """Return what becomes of a link, as told of its successor."""
    if kind in CROSSING:
        return crossing_words(draft, kind, fact)
    name = draft.name(fact["predecessor"])
    if kind == "relinked":
        return f"link to “{name}” {tie(draft, fact['before'])} → {tie(draft, fact['after'])}"
    if kind == "unlinked":
        return f"no longer follows “{name}”"
    return f"follows “{name}” ({tie(draft, fact)})"


def crossing_words(draft: Draft, kind: str, fact: Fact) -> str:
    """Return what becomes of a link with another plan; its other end has a name for who sees that plan."""
    follows = fact["successor"] in draft.level
    other = name_outside(draft.actor, fact["predecessor" if follows else "successor"])
    if kind == "uncrossed":
        return f"no longer {'follows' if follows else 'leads to'} {other}"
    return f"{'follows' if follows else 'leads to'} {other} ({tie(draft, fact)})"


def retied_words(draft: Draft, was: Fact, fact: Fact) -> str:
    """Return how a link with another plan changes."""
    other = name_outside(draft.actor, fact["predecessor" if fact["successor"] in draft.level else "successor"])
    return f"link to {other} {tie(draft, was)} → {tie(draft, fact)}"


def name_outside(actor: Actor, task: int) -> str:
    row = task_outside(actor, task)
    return f"“{row.component.name} > {row}”" if row else "a task of another plan"


def task_outside(actor: Actor, task: int) -> Task | None:
    """Return a task of another plan that the actor may see."""
    rows = Task.objects.all() if actor.person is None else visible(actor.person, Task)
    found: Task | None = rows.select_related("component").filter(pk=task).first()
    return found


def tie(draft: Draft, values: Fact) -> str:
    return link_text(values["type"], values["lag"], values["lag_kind"], values["lag_unit"], draft.component)
