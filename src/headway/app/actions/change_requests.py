"""Change requests: pending changes with their impact, routed to who may approve it, merged through the same actions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.components import update_component
from headway.app.actions.dependencies import link_tasks, unlink_tasks
from headway.app.actions.edit import clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.exceptions import log_decision
from headway.app.actions.tasks import create_task, update_task
from headway.app.bridge.what_if import what_if
from headway.app.models import ChangeSet, Component, Dependency, Dimension, Event, Task
from headway.app.queries.inherited import inherited
from headway.app.rules import Actor, NotAllowed, Verb, require, require_other

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

State = ChangeSet.State
CHANGEABLE = frozenset({"duration_minutes", "constraint", "constraint_date", "deadline", "active", "name", "cost"})
MOST_ITEMS = 200
LONGEST_MINUTES = 52_560_000
LINKS = ("FS", "SS", "FF", "SF")
AUTHORITIES: dict[str, tuple[Verb, str]] = {
    "manager": (Verb.APPROVE_SMALL_CHANGE, "the project manager, within the change budget"),
    "authority": (Verb.APPROVE_CHANGE, "the change authority"),
    "board": (Verb.DECIDE_CHANGE, "the board"),
}
STATED = (Dimension.SCOPE, Dimension.QUALITY, Dimension.BENEFIT, Dimension.RISK)
"""What the proposer says of dimensions that nobody can compute from a plan."""


@transaction.atomic
def start_request(
    actor: Actor,
    component: Component,
    *,
    name: str,
    description: str = "",
    type: str = "request for change",  # noqa: A002
) -> ChangeSet:
    """Begin a change request; nothing of the plan changes."""
    require(actor, Verb.PROPOSE_CHANGE, component)
    if actor.person is None:
        raise Refused("no-author", "A change request belongs to someone.", "", "Name the person who proposes it.")
    if not component.holds_tasks:
        raise Refused("no-plan-here", f"A {component.get_kind_display().lower()} has no plan of its own.", "",
                      "Propose the change at the project that it changes.")  # fmt: skip
    if type not in ChangeSet.REQUEST_TYPES:
        raise Refused(
            "invalid-value",
            f"Type: “{type[:40]}” is no choice.",
            "",
            "Choose one of: " + ", ".join(ChangeSet.REQUEST_TYPES) + ".",
        )
    row = ChangeSet(kind=ChangeSet.Kind.REQUEST, state=State.DRAFT, component=component, author=actor.person)
    row.name = clean(row, "name", name)
    row.request = {"type": type, "description": description.replace("\x00", "")[:20_000], "stated": {}, "items": []}
    row.save()
    record(
        actor,
        component,
        "change.started",
        row,
        summary=f"Began the change request “{row}”",
        after={"name": row.name, "type": type},
    )
    return row


def require_draft(actor: Actor, row: ChangeSet) -> ChangeSet:
    """Return the locked request if the actor may still work on it."""
    require(actor, Verb.PROPOSE_CHANGE, row.component)
    lock_tree(row.component)
    row = lock(row)
    if row.kind != ChangeSet.Kind.REQUEST or row.state != State.DRAFT:
        raise Refused(
            "wrong-state", f"“{row}” is {row.get_state_display().lower()}.", "", "Only drafts can be changed."
        )
    if actor.person is not None and actor.person.pk != row.author_id:
        raise NotAllowed(f"{row.author.name} is writing this request.")
    return row


@transaction.atomic
def add_item(actor: Actor, row: ChangeSet, item: dict[str, Any]) -> ChangeSet:
    """Add one pending change: of a task, a new task, a link, or the budget."""
    row = require_draft(actor, row)
    if len(row.request["items"]) >= MOST_ITEMS:
        raise Refused("too-many", f"A request holds at most {MOST_ITEMS} changes.", "", "Begin another one.")
    row.request["items"].append(checked(row.component, item))
    return evaluate(row)


@transaction.atomic
def drop_item(actor: Actor, row: ChangeSet, place: int) -> ChangeSet:
    """Take one pending change out again."""
    row = require_draft(actor, row)
    if not 0 <= place < len(row.request["items"]):
        raise Refused("gone", "This change is not there any more.", "", "Load the page again.")
    del row.request["items"][place]
    return evaluate(row)


@transaction.atomic
def state_effects(actor: Actor, row: ChangeSet, stated: dict[str, str], *, cost: Decimal | None = None) -> ChangeSet:
    """Say what the change means for scope, quality, benefit and risk, and what it costs beside the tasks."""
    row = require_draft(actor, row)
    row.request["stated"] = {name: stated[name].strip()[:2000] for name in STATED if stated.get(name, "").strip()}
    row.request["extra_cost"] = str(cost or 0)
    return evaluate(row)


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
    return {"name": name, "duration_minutes": minutes, "after": after, "cost": cost, "label": f"Add “{name}”"}


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


CHECKS: dict[str, Callable[[Component, dict[str, Any]], dict[str, Any]]] = {
    "update_task": check_update,
    "create_task": check_create,
    "link": check_link,
    "unlink": check_unlink,
    "budget": check_budget,
}


def task_of(component: Component, pk: Any) -> Task:
    task = Task.objects.filter(component=component, pk=pk or 0).first()
    if task is None:
        raise Refused("foreign-task", "This task does not belong to the plan.", "", "Choose one of the plan.")
    return task


def evaluate(row: ChangeSet) -> ChangeSet:
    """Compute the impact anew and who has to approve it; the plan itself stays untouched."""
    impact = what_if(row.component, row.request["items"])
    cost = Decimal(impact["cost"]) + Decimal(row.request.get("extra_cost") or 0)
    impact["cost"] = str(cost)
    row.report = {
        "impact": impact,
        "authority": authority_of(row.component, impact, max(cost, budget_rise(row))),
        "evaluated_at": timezone.now().isoformat(),
        "revision": row.component.revision,
    }
    row.version += 1
    row.save(update_fields=["request", "report", "version"])
    return row


def budget_rise(row: ChangeSet) -> Decimal:
    """Return by how much the request raises the budget: that is as much to approve as what it spends."""
    asked = [Decimal(item["amount"]) for item in row.request["items"] if item["op"] == "budget"]
    return max(asked, default=Decimal(0)) - (row.component.budget or Decimal(0)) if asked else Decimal(0)


def authority_of(component: Component, impact: dict[str, Any], cost: Decimal) -> str:
    """Return who approves: the manager within the change budget, the authority within tolerances, else the board."""
    if (
        any(each["status_after"] == "red" and each["status_before"] != "red" for each in impact["tolerances"])
        or not impact["ok"]
    ):
        return "board"
    budget = Decimal(str(inherited(component, "change_budget", 0)))
    moves = impact["days"] > 0 or impact["plans"]
    return "manager" if cost <= budget and not moves else "authority"


@transaction.atomic
def propose_request(actor: Actor, row: ChangeSet) -> ChangeSet:
    """Put the request before who has to approve its impact."""
    row = require_draft(actor, row)
    if not row.request["items"] and not row.request["stated"]:
        raise Refused("no-change", "The request holds no change yet.", str(row), "Add what is to change.")
    row = evaluate(row)
    row.state = State.PROPOSED
    row.save(update_fields=["state"])
    impact, authority = row.report["impact"], row.report["authority"]
    after = {"authority": authority, "days": impact["days"], "cost": impact["cost"], "moved": impact["moved"]}
    record(
        actor,
        row.component,
        "change.proposed",
        row,
        summary=f"Proposed “{row}” to {AUTHORITIES[authority][1]}",
        after=after,
    )
    return row


def proposed(actor: Actor, row: ChangeSet) -> ChangeSet:
    """Return the locked request if the actor is the authority that its impact needs."""
    lock_tree(row.component)
    row = lock(row)
    if row.kind != ChangeSet.Kind.REQUEST or row.state != State.PROPOSED:
        raise Refused("wrong-state", f"“{row}” is {row.get_state_display().lower()}.", "", "Load it again.")
    require(actor, AUTHORITIES[row.report["authority"]][0], row.component)
    if row.report["authority"] != "manager":
        require_other(actor, row.author, "decide it")
    return row


@transaction.atomic
def approve_request(actor: Actor, row: ChangeSet, *, rationale: str, only: Sequence[int] | None = None) -> ChangeSet:
    """Approve and merge, wholly or the given changes only; one that meets a changed task is refused as a whole."""
    row = proposed(actor, row)
    if not rationale.strip():
        raise Refused("no-reason", "Say why it is approved.", str(row), "One sentence is enough.")
    items = [item for place, item in enumerate(row.request["items"]) if only is None or place in only]
    told = decide(actor, row, State.MERGED, rationale, {"merged": len(items), "of": len(row.request["items"])})
    require_unchanged(row.component, items)
    merger = Actor(None, actor.channel)
    for item in items:
        merge(merger, row.component, item)
    log_decision(
        actor,
        row.component,
        f"Change: {row.name}",
        row.request["description"] or row.name,
        f"Approved, {len(items)} of {len(row.request['items'])} changes merged",
        rationale,
        told,
    )
    return row


@transaction.atomic
def reject_request(actor: Actor, row: ChangeSet, *, rationale: str) -> ChangeSet:
    """Refuse the change, with the reason."""
    row = proposed(actor, row)
    if not rationale.strip():
        raise Refused("no-reason", "Say why it is rejected.", str(row), "One sentence is enough.")
    told = decide(actor, row, State.REJECTED, rationale, {})
    log_decision(
        actor, row.component, f"Change: {row.name}", row.request["description"] or row.name, "Rejected", rationale, told
    )
    return row


def decide(actor: Actor, row: ChangeSet, state: str, rationale: str, more: dict[str, Any]) -> Event:
    row.state, row.decided_at, row.version = state, timezone.now(), row.version + 1
    row.request["rationale"] = rationale.strip()[:5000]
    row.request["decided_by"] = actor.person.pk if actor.person else None
    row.save(update_fields=["state", "decided_at", "version", "request"])
    verb = "change.approved" if state == State.MERGED else "change.rejected"
    return record(
        actor,
        row.component,
        verb,
        row,
        summary=f"{row.get_state_display()}: the change request “{row}”",
        after={"rationale": row.request["rationale"], **more},
    )


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


def merge(actor: Actor, component: Component, item: dict[str, Any]) -> None:
    """Apply one change through the action that everybody uses."""
    if item["op"] == "update_task":
        update_task(actor, task_of(component, item["task"]), **item["values"])
    elif item["op"] == "create_task":
        made = create_task(
            actor, component, name=item["name"], duration_minutes=item["duration_minutes"], cost=item["cost"]
        )
        if item["after"]:
            link_tasks(actor, task_of(component, item["after"]), made)
    elif item["op"] == "link":
        link_tasks(
            actor,
            task_of(component, item["before"]),
            task_of(component, item["after"]),
            type=item["type"],
            lag=item["lag"],
        )
    elif item["op"] == "unlink":
        link = Dependency.objects.filter(component=component, pk=item["dependency"]).first()
        if link is not None:
            unlink_tasks(actor, link)
    elif item["op"] == "budget":
        update_component(actor, component, budget=Decimal(item["amount"]))


@transaction.atomic
def withdraw_request(actor: Actor, row: ChangeSet) -> ChangeSet:
    """Take one's own request back."""
    lock_tree(row.component)
    row = lock(row)
    if row.state not in {State.DRAFT, State.PROPOSED} or row.kind != ChangeSet.Kind.REQUEST:
        raise Refused("wrong-state", f"“{row}” is {row.get_state_display().lower()}.", "", "Load it again.")
    if actor.person is not None and actor.person.pk != row.author_id:
        raise NotAllowed(f"Only {row.author.name} takes this request back.")
    row.state, row.decided_at, row.version = State.DISCARDED, timezone.now(), row.version + 1
    row.save(update_fields=["state", "decided_at", "version"])
    record(actor, row.component, "change.withdrawn", row, summary=f"Took the change request “{row}” back")
    return row
