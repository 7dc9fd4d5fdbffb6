"""Pending changes of a change request: checked when they are added, merged through the actions that everybody uses."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headway.app.actions.change_risks import (
    ADD,
    CHANGE,
    CLOSE,
    OF_KNOWN,
    check_added,
    check_closed,
    check_risk,
    merge_risk,
)
from headway.app.actions.components import update_component
from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.bridge.cell_choices import assigned
from headway.app.bridge.cell_numbers import Unreadable
from headway.app.models import Component, Dependency, Record, Resource, Task
from headway.app.queries.money import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.app.rules import Actor

CHANGEABLE = frozenset({"duration_minutes", "constraint", "constraint_date", "deadline", "active", "name", "cost"})
LONGEST_MINUTES = 52_560_000
MOST_LETTERS = 10_000
LINKS = ("FS", "SS", "FF", "SF")


def checked(component: Component, item: dict[str, Any]) -> dict[str, Any]:
    """Return the change in its stored form, with the words for it; refuse what makes no sense."""
    kind = str(item.get("op"))
    if kind not in CHECKS:
        raise Refused("unknown-change", f"There is no change called “{kind[:40]}”.")
    return {"op": kind, **CHECKS[kind](component, item)}


def check_update(component: Component, item: dict[str, Any]) -> dict[str, Any]:
    task = task_of(component, item.get("task"))
    values = {name: value for name, value in item.get("values", {}).items() if name in CHANGEABLE and value is not None}
    if not values:
        raise Refused("no-change", "Nothing of the task changes.", str(task), "Give a new value.")
    cleaned = {name: clean(task, name, value) for name, value in values.items()}
    if "cost" in cleaned:
        cleaned["cost"] = str(cleaned["cost"])
    return {"task": task.pk, "version": task.version, "values": cleaned, "label": f"Change “{task}”"}


def check_create(component: Component, item: dict[str, Any]) -> dict[str, Any]:
    name, minutes = str(item.get("name", "")).strip()[:1000], int(item.get("duration_minutes") or 0)
    if not name or not 0 <= minutes <= LONGEST_MINUTES:
        raise Refused("invalid-value", "A new task has a name and a duration.", "", "Complete it.")
    after = task_of(component, item["after"]).pk if item.get("after") else None
    cost = str(item.get("cost") or 0)
    return {"name": name, "duration_minutes": minutes, "after": after, "cost": cost,
            "assigned": who_works(component, str(item.get("resources") or "")), "label": f"Add “{name}”"}  # fmt: skip


def who_works(component: Component, text: str) -> list[list[Any]]:
    """Return the resources and units of a text such as “Anna [50%]; Crane”, as the schedule reads it."""
    known = dict(Resource.objects.filter(component=component).order_by("-pk").values_list("name", "pk"))
    try:
        return [[known[name], units] for name, units in assigned(text[:MOST_LETTERS], known).items()]
    except Unreadable as error:
        raise Refused("bad-cell", error.title, "Field “resources”.", error.remedy) from error


def check_link(component: Component, item: dict[str, Any]) -> dict[str, Any]:
    before, after = task_of(component, item.get("before")), task_of(component, item.get("after"))
    kind, lag = item.get("type", "FS"), float(item.get("lag") or 0)
    if kind not in LINKS or before.pk == after.pk:
        raise Refused("invalid-value", "A link ties two different tasks as FS, SS, FF or SF.")
    return {"before": before.pk, "after": after.pk, "type": kind, "lag": lag, "label": f"Link “{before}” to “{after}”"}


def check_unlink(component: Component, item: dict[str, Any]) -> dict[str, Any]:
    link = Dependency.objects.filter(component=component, pk=item.get("dependency") or 0).first()
    if link is None:
        raise Refused("gone", "This link is not there.", "", "Choose another.")
    return {"dependency": link.pk, "label": f"Unlink “{link.predecessor}” from “{link.successor}”"}


def check_budget(component: Component, item: dict[str, Any]) -> dict[str, Any]:
    amount = clean(component, "budget", item.get("amount"))
    if amount is None or amount < 0:
        raise Refused("invalid-value", "Budget: write an amount.", "Field “amount”.", "Correct it and try again.")
    return {"amount": str(amount), "label": f"Budget {exact(amount, component.currency)}"}


CHECKS: dict[str, Callable[[Component, dict[str, Any]], dict[str, Any]]] = {
    "update_task": check_update,
    "create_task": check_create,
    "link": check_link,
    "unlink": check_unlink,
    "budget": check_budget,
    CHANGE: check_risk,
    ADD: check_added,
    CLOSE: check_closed,
}


def task_of(component: Component, pk: Any) -> Task:
    task = Task.objects.filter(component=component, pk=pk or 0).first()
    if task is None:
        raise Refused("foreign-task", "This task does not belong to the plan.", "", "Choose one of the plan.")
    return task


def conflicts_of(component: Component, items: Sequence[dict[str, Any]]) -> dict[int, Refused]:
    """Return, by place, which changes meet a task or risk that is no longer as the author saw it.

    A request may change one task several times, so this is asked before the first change is merged.
    """
    named = [item["task"] for item in items if item["op"] == "update_task"]
    tasks = {row.pk: row for row in Task.objects.filter(component=component, pk__in=named)}
    rows = Record.objects.filter(component=component, kind=Record.Kind.RISK, closed_at=None, trashed_at=None)
    risks = {row.pk: row for row in rows.filter(pk__in=[item["record"] for item in items if item["op"] in OF_KNOWN])}
    found = {}
    for place, item in enumerate(items):
        if item["op"] != "update_task" and item["op"] not in OF_KNOWN:
            continue
        row = tasks.get(item["task"]) if item["op"] == "update_task" else risks.get(item["record"])
        if row is None or row.version != item["version"]:
            found[place] = changed_since(item, row)
    return found


def changed_since(item: dict[str, Any], row: Task | Record | None) -> Refused:
    remedy = "Reject it and ask for a new one, or merge without this change."
    if row is not None:
        return Refused("changed-since", f"“{row}” was changed after the request was written.", "", remedy)
    what = "The task was deleted" if item["op"] == "update_task" else "The risk was closed or deleted"
    return Refused("gone", f"{what} after the request was written.", item["label"], remedy)


def require_unchanged(component: Component, items: Sequence[dict[str, Any]]) -> None:
    """Refuse where a task or risk is no longer as the author saw it."""
    for refusal in conflicts_of(component, items).values():
        raise refusal


def merge(actor: Actor, component: Component, item: dict[str, Any]) -> None:
    """Apply one change that is no edit of the plan through the action that everybody uses."""
    if item["op"] == "budget":
        update_component(actor, component, budget=Decimal(item["amount"]))
    else:
        merge_risk(actor, component, item)
