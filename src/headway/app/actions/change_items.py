"""Pending changes of a change request: checked when they are added, merged through the actions that everybody uses."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headway.app.actions.components import update_component
from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.actions.records import update_record
from headway.app.bridge.cell_choices import assigned
from headway.app.bridge.cell_numbers import Unreadable
from headway.app.models import Component, Dependency, Record, Resource, Task

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
    return {"amount": str(amount), "label": f"Budget {amount:,.0f} {component.currency}"}


def check_risk(component: Component, item: dict[str, Any]) -> dict[str, Any]:
    row = risk_of(component, item.get("record"))
    probability = clean(row, "probability", item.get("probability"))
    if probability is None:
        raise Refused("invalid-value", "Probability: write a share between 0 and 1.", f"{row}", "Correct it.")
    label = f"Probability of {row}: {probability:.0%}"
    return {"record": row.pk, "version": row.version, "probability": probability, "label": label}


CHECKS: dict[str, Callable[[Component, dict[str, Any]], dict[str, Any]]] = {
    "update_task": check_update,
    "create_task": check_create,
    "link": check_link,
    "unlink": check_unlink,
    "budget": check_budget,
    "risk": check_risk,
}


def task_of(component: Component, pk: Any) -> Task:
    task = Task.objects.filter(component=component, pk=pk or 0).first()
    if task is None:
        raise Refused("foreign-task", "This task does not belong to the plan.", "", "Choose one of the plan.")
    return task


def risk_of(component: Component, pk: Any) -> Record:
    rows = Record.objects.filter(component=component, kind=Record.Kind.RISK, closed_at=None, trashed_at=None)
    row = rows.filter(pk=pk or 0).first()
    if row is None:
        raise Refused("gone", "This risk is not open here.", "", "Choose one of the component's open risks.")
    return row


def require_unchanged(component: Component, items: Sequence[dict[str, Any]]) -> None:
    """Refuse where a task is no longer as the author saw it; asked before the first change is merged.

    A request may change one task several times, so the versions cannot be asked for one by one.
    """
    for item in (each for each in items if each["op"] == "update_task"):
        task = task_of(component, item["task"])
        if task.version != item["version"]:
            raise Refused(
                "changed-since",
                f"“{task}” was changed after the request was written.",
                "",
                "Reject it and ask for a new one, or merge without this change.",
            )
    for item in (each for each in items if each["op"] == "risk"):
        row = risk_of(component, item["record"])
        if row.version != item["version"]:
            raise Refused("changed-since", f"“{row}” was changed after the request was written.", "",
                          "Reject it and ask for a new one, or merge without this change.")  # fmt: skip


def merge(actor: Actor, component: Component, item: dict[str, Any]) -> None:
    """Apply one change that is no edit of the plan through the action that everybody uses."""
    if item["op"] == "budget":
        update_component(actor, component, budget=Decimal(item["amount"]))
    elif item["op"] == "risk":
        update_record(actor, risk_of(component, item["record"]), probability=item["probability"])
