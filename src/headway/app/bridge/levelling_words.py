"""What a levelling did and could not do, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.reports.moves import day_in_words
from headway.app.models import Component
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.app.models import ChangeSet, Person

REASONS = {
    "fixed": "has begun, or stands where it was put",
    "constraint": "has a date to keep",
    "no-float": "has no float left",
    "demand-beyond-capacity": "asks for more than there ever is",
    "as-late-as-possible": "is as late as possible",
    "placed": "was there first",
}
"""Why a task stays where somebody has too much to do, by the engine's word."""
MOST_NAMED = 5
UNSEEN = "work of another plan"
Line = dict[str, Any]


def problems(overloads: Sequence[Line], reader: Person | None) -> list[dict[str, str]]:
    """Return what stays too much as things to look at."""
    return [{
        "id": "stays-overloaded", "title": f"{each['resource']} keeps too much to do, {span(each)}: {asked(each)}.",
        "where": "; ".join(because(each)), "remedy": "Let somebody else do one of them, or move it by hand.",
    } for each in for_reader(overloads, reader)]  # fmt: skip


def for_reader(lines: Sequence[Line], reader: Person | None) -> list[Line]:
    """Return lines with the work of other plans as words in ``also``, named where the reader sees these plans."""
    plans = {pk for each in lines for pk in each.get("elsewhere", ())}
    seen = visible(reader, Component).filter(pk__in=plans).values_list("pk", "name") if reader and plans else ()
    names = dict(seen)
    return [named(each, names) for each in lines]


def named(line: Line, names: Mapping[int, str]) -> Line:
    if "elsewhere" not in line:
        return line
    plans = line["elsewhere"]
    words = [f"work in “{names[pk]}”" for pk in plans if pk in names][:MOST_NAMED]
    also = words + ([UNSEEN] if len(words) < len(plans) else [])
    return {name: value for name, value in line.items() if name != "elsewhere"} | {"also": also}


def span(overload: Mapping[str, Any]) -> str:
    """Return the days of an overload: what ends at midnight ended on the day before."""
    first, last = day_in_words(overload["start"]), day_in_words(overload["finish"] - 1)
    return first if first == last else f"{first} to {last}"


def asked(overload: Mapping[str, Any]) -> str:
    return f"{overload['units']:g} needed at a time, {overload['capacity']:g} there"


def because(overload: Mapping[str, Any]) -> list[str]:
    """Return why each of the tasks stays."""
    tasks = overload["tasks"]
    said = [f"“{each['name']}” {REASONS[each['reason']]}" for each in tasks[:MOST_NAMED]]
    said += [f"and {len(tasks) - MOST_NAMED} more"] if len(tasks) > MOST_NAMED else []
    also = overload.get("also")
    return said + ([f"{overload['resource']} also has {' and '.join(also)}"] if also else [])


def leveled_in(branch: ChangeSet, reader: Person | None = None) -> dict[str, Any] | None:
    """Return what the last levelling of a branch, which stands, said; None where it has none."""
    step = branch.steps.filter(undone=False, facts__has_any_keys=["waits", "overloads"]).order_by("pk").last()
    if step is None:
        return None
    stays = [each | {"asked": asked(each), "because": because(each)} for each in
             for_reader(step.facts.get("overloads", ()), reader)]  # fmt: skip
    return {"waits": for_reader(step.facts.get("waits", ()), reader), "stays": stays}
