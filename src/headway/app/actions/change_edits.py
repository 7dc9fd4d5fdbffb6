"""Pending changes of a plan as edits of it: their merge does what the same edits do when they are typed in the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.branch_facts import facts_of
from headway.app.actions.cells import lasting
from headway.app.actions.errors import Refused
from headway.app.actions.field_values import ASSIGNED
from headway.app.actions.plan_draft import Draft
from headway.app.actions.plan_edit_kinds import Batch, insert, remove_link, set_cells
from headway.app.actions.plan_edits import edited
from headway.app.actions.plan_links import link_rows
from headway.app.bridge.live_plans import forked_plan
from headway.app.models import Dependency, Event
from headway.app.rules import Actor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.app.actions.branch_facts import Facts
    from headway.app.models import Component

Item = dict[str, Any]


def change_task(batch: Batch, item: Item) -> None:
    values = dict(item["values"])
    if "duration_minutes" in values:
        batch.draft.require_here(item["task"])
        values |= lasting(batch.draft, item["task"], values["duration_minutes"])
    set_cells(batch, {"tasks": [item["task"]], "values": values})


def add_task(batch: Batch, item: Item) -> None:
    minutes = item["duration_minutes"]
    values = {"name": item["name"], "duration_minutes": minutes, "duration_estimated": False, "cost": item["cost"]}
    if item.get("assigned"):
        values[ASSIGNED] = item["assigned"]
    insert(batch, {"rows": [{"kind": "task" if minutes else "milestone", "values": values}]})
    if item["after"]:
        tie(batch, item["after"], batch.made[-1][0])


def add_link(batch: Batch, item: Item) -> None:
    tie(batch, item["before"], item["after"], type=item["type"], lag=item["lag"])


def tie(batch: Batch, before: int, after: int, **values: Any) -> None:
    for task in (before, after):
        batch.draft.require_here(task)
    link_rows(batch.draft, before, after, **values)


def drop_link(batch: Batch, item: Item) -> None:
    if Dependency.objects.filter(pk=item["dependency"]).exists():
        remove_link(batch, {"link": item["dependency"]})


EDITS: dict[str, Callable[[Batch, Item], None]] = {
    "update_task": change_task,
    "create_task": add_task,
    "link": add_link,
    "unlink": drop_link,
}
"""Changes of the plan itself, by what they do; the others are no edits of it."""


def filled(draft: Draft, items: Sequence[Item], refused: dict[int, Refused] | None = None) -> Batch:
    """Do the changes in a draft. What cannot be done is noted by its place in ``refused``, or else raised."""
    batch = Batch(draft, "", lambda: None)
    for place, item in enumerate(items):
        if item["op"] not in EDITS:
            continue
        batch.made.append([])
        try:
            EDITS[item["op"]](batch, item)
        except Refused as refusal:
            if refused is None:
                raise
            refused[place] = refusal
    return batch


def pending(component: Component, items: Sequence[Item]) -> tuple[Facts, dict[int, Refused]]:
    """Return what the changes would make of the plan as it is, and which of them cannot be done, by their places."""
    refused: dict[int, Refused] = {}
    if not any(item["op"] in EDITS for item in items):
        return {}, refused
    plan, _ = forked_plan(component, component.revision)
    draft = Draft(Actor(None, Event.Channel.WORKER), plan.parts[component.pk].component, plan)
    filled(draft, items, refused)
    return facts_of(draft), refused


def merge_edits(actor: Actor, component: Component, items: Sequence[Item], *, cause: Event, label: str) -> None:
    """Do the changes to the plan: one edit, calculated at once."""
    if any(item["op"] in EDITS for item in items):
        edited(actor, component, lambda draft: filled(draft, items), cause=cause, label=label)
