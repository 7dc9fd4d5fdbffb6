"""Change requests: pending changes with their impact, routed to who may approve it, merged through the same actions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.branch_proposed import branch_effect, merge_proposed, refuse_beside_branch
from headway.app.actions.change_edits import merge_edits, pending
from headway.app.actions.change_items import checked, merge, require_unchanged
from headway.app.actions.change_risks import refuse_after_closing
from headway.app.actions.edit import clean, lock, lock_tree, typed_text
from headway.app.actions.errors import Refused
from headway.app.actions.events import because_of, record
from headway.app.actions.exceptions import log_decision
from headway.app.actions.settling import decided_at, require_awaited, require_within, settle
from headway.app.actions.tolerances import check_numbers, measure
from headway.app.bridge.level_change import broken, deciding_level
from headway.app.bridge.readiness import calculates
from headway.app.bridge.tolerances import typed_dimensions
from headway.app.bridge.what_if import asked_budget, what_if
from headway.app.models import ChangeSet, Component, ComponentPath, Dimension, Event, ToleranceException
from headway.app.queries.audit.fingerprint import hash_said, plain
from headway.app.queries.inherited import inherited
from headway.app.rules import Actor, NotAllowed, Verb, require, require_other

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.app.actions.branch_facts import Facts

State = ChangeSet.State
MOST_ITEMS = 200
AUTHORITIES: dict[str, tuple[Verb, str]] = {
    "manager": (Verb.APPROVE_SMALL_CHANGE, "the project manager, within the change budget"),
    "authority": (Verb.APPROVE_CHANGE, "the change authority"),
    "board": (Verb.DECIDE_CHANGE, "the board"),
    "exception": (Verb.DECIDE_EXCEPTION, "the board that asked for the plan"),
}
RANKS = tuple(AUTHORITIES)
"""From the lowest to the highest."""
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
    return begin(actor, component, name=name, description=description, kind=type)


def begin(
    actor: Actor,
    component: Component,
    *,
    name: str,
    description: str,
    kind: str,
    exception: ToleranceException | None = None,
) -> ChangeSet:
    """Make an empty request, or the empty plan that answers an exception."""
    require(actor, Verb.PROPOSE_CHANGE, component)
    if actor.person is None:
        raise Refused("no-author", "A change request belongs to someone.", "", "Name the person who proposes it.")
    row = ChangeSet(kind=ChangeSet.Kind.REQUEST, state=State.DRAFT, component=component, author=actor.person)
    row.name, row.exception = clean(row, "name", name), exception
    about = typed_text(description, 20_000, "The description")
    row.request = {"type": kind, "description": about, "stated": {}, "items": []}
    row.save()
    record(
        actor,
        component,
        "change.started",
        row,
        summary=f"Began the change request “{row}”",
        after={"name": row.name, "type": kind, **({"exception": exception.pk} if exception else {})},
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
    """Add one pending change: of a task, a new task, a link, the budget, or of a risk."""
    row = require_draft(actor, row)
    if len(row.request["items"]) >= MOST_ITEMS:
        raise Refused("too-many", f"A request holds at most {MOST_ITEMS} changes.", "", "Begin another one.")
    refuse_beside_branch(row, item)
    added = checked(row.component, item)
    refuse_after_closing(row.request["items"], added)
    row.request["items"].append(added)
    return evaluate(row, possible_from=len(row.request["items"]) - 1)


@transaction.atomic
def drop_item(actor: Actor, row: ChangeSet, place: int) -> ChangeSet:
    """Take one pending change out again."""
    row = require_draft(actor, row)
    if not 0 <= place < len(row.request["items"]):
        raise Refused("gone", "This change is not there any more.", "", "Load the page again.")
    del row.request["items"][place]
    return evaluate(row)


@transaction.atomic
def state_effects(
    actor: Actor,
    row: ChangeSet,
    stated: Mapping[str, str],
    *,
    cost: Decimal | None = None,
    forecasts: Mapping[str, float | None] | None = None,
) -> ChangeSet:
    """Say what the change means for scope, quality, benefit and risk, and what it costs beside the tasks.

    ``forecasts`` are the new values of what people measure; they are held against the tolerances as the computed ones.
    """
    row = require_draft(actor, row)
    said = {name: typed_text(stated.get(name, ""), 2000, f"Effect on {name.label.lower()}") for name in STATED}
    row.request["stated"] = {name: text for name, text in said.items() if text}
    row.request["extra_cost"] = str(cost or 0)
    typed = typed_dimensions(row.component)
    given = {name: value for name, value in (forecasts or {}).items() if name in typed and value is not None}
    for value in given.values():
        check_numbers(target=value)
    row.request["forecasts"] = {str(name): float(value) for name, value in given.items()}
    return evaluate(row)


def impact_print(row: ChangeSet) -> str:
    """Return the SHA-256 of the impact as it is stored."""
    return hash_said(row.report.get("impact", {}))


def impact_holds(row: ChangeSet) -> bool | None:
    """Return whether the impact is the one that was decided on, by the event that told of it; None before."""
    event = (
        Event.objects.filter(object_type="changeset", object_id=row.pk, verb__in=["change.approved", "change.rejected"])
        .order_by("-pk")
        .first()
    )
    told = event.after.get("impact_sha256") if event else None
    return None if told is None else told == impact_print(row)


def evaluate(row: ChangeSet, *, possible_from: int = MOST_ITEMS) -> ChangeSet:
    """Compute the impact anew and who has to approve it; the plan itself stays untouched.

    Changes from ``possible_from`` on are refused where the plan as it is does not take them; others count for nothing.
    """
    facts, refused = pending(row.component, row.request["items"])
    for place, refusal in refused.items():
        if place >= possible_from:
            raise refusal
    impact = impact_of(row, row.request["items"], facts)
    row.report = {
        "impact": impact,
        **needed_for(row, row.request["items"], impact),
        "evaluated_at": timezone.now().isoformat(),
        "revision": row.component.revision,
    }
    row.version += 1
    row.save(update_fields=["request", "report", "version"])
    return row


def impact_now(row: ChangeSet) -> dict[str, Any]:
    """Return the impact that all changes of the request would have now; nothing is written."""
    items = row.request["items"]
    return impact_of(row, items, pending(row.component, items)[0])


def impact_of(row: ChangeSet, items: Sequence[dict[str, Any]], facts: Facts) -> dict[str, Any]:
    extra = Decimal(row.request.get("extra_cost") or 0)
    bands = row.request.get("tolerances", {}) if row.exception else {}
    stage = row.exception.stage.name if row.exception and row.exception.stage else ""
    found: dict[str, Any] = plain(
        what_if(row.component, items, facts, forecasts=row.request.get("forecasts"), extra_cost=extra, bands=bands,
                stage=stage, tried=branch_effect(row, items))
    )  # fmt: skip
    return found


def needed_for(row: ChangeSet, items: Sequence[dict[str, Any]], impact: dict[str, Any]) -> dict[str, Any]:
    """Return who has to approve, and of a board at which level."""
    authority = authority_needed(row, items, impact)
    return {"authority": authority, "level": deciding_level(row.component, impact).pk if authority == "board" else None}


def authority_needed(row: ChangeSet, items: Sequence[dict[str, Any]], impact: dict[str, Any]) -> str:
    if row.exception is not None:
        return "exception"
    return authority_of(row.component, impact, max(Decimal(impact["cost"]), budget_rise(row.component, items)))


def budget_rise(component: Component, items: Sequence[dict[str, Any]]) -> Decimal:
    """Return by how much the request raises the budget: that is as much to approve as what it spends."""
    asked = asked_budget(items)
    return Decimal(0) if asked is None else asked - (component.budget or Decimal(0))


def authority_of(component: Component, impact: dict[str, Any], cost: Decimal) -> str:
    """Return who approves: the manager within the change budget, the authority where all holds, else the board."""
    if broken([*impact["tolerances"], *impact["levels"]]) or not impact["ok"]:
        return "board"
    budget = Decimal(str(inherited(component, "change_budget", 0)))
    moves = impact["days"] > 0 or impact["plans"]
    return "manager" if cost <= budget and not moves else "authority"


def holds_change(row: ChangeSet) -> bool:
    """Tell whether the request says anything that could be approved."""
    return any(row.request.get(name) for name in ("items", "stated", "forecasts"))


@transaction.atomic
def propose_request(actor: Actor, row: ChangeSet) -> ChangeSet:
    """Put the request before who has to approve its impact."""
    row = require_draft(actor, row)
    if not holds_change(row):
        raise Refused("no-change", "The request holds no change yet.", str(row), "Add what is to change.")
    require_awaited(row)
    row = evaluate(row, possible_from=0)
    require_within(row)
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
    require(actor, AUTHORITIES[row.report["authority"]][0], decided_at(row))
    if row.report["authority"] != "manager":
        require_other(actor, row.author, "decide it")
    return row


@calculates
@transaction.atomic
def approve_request(actor: Actor, row: ChangeSet, *, rationale: str, only: Sequence[int] | None = None) -> ChangeSet:
    """Approve and merge, wholly or the given changes only; one that meets a changed task is refused as a whole."""
    row = proposed(actor, row)
    if not rationale.strip():
        raise Refused("no-reason", "Say why it is approved.", str(row), "One sentence is enough.")
    items = [item for place, item in enumerate(row.request["items"]) if only is None or place in only]
    require_awaited(row)
    require_unchanged(row.component, items)
    freeze(row, items)
    told = decide(actor, row, State.MERGED, rationale, {"merged": len(items), "of": len(row.request["items"])})
    with because_of(told):
        apply(row, items, Actor(None, actor.channel), told)
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


def freeze(row: ChangeSet, items: Sequence[dict[str, Any]]) -> None:
    """Compute once more what is about to be merged: that impact is decided on, and it stays as it is.

    The plan may have moved since the proposal, and a part may weigh more than the whole; what then needs somebody
    higher than who was asked is refused.
    """
    facts, _ = pending(row.component, items)
    impact = impact_of(row, items, facts)
    needed, asked = needed_for(row, items, impact), row.report["authority"]
    rank, above = (
        RANKS.index(needed["authority"]) - RANKS.index(asked),
        is_above(needed["level"], row.report.get("level")),
    )
    if rank > 0 or (rank == 0 and above):
        words = AUTHORITIES[needed["authority"]][1] + (" of a level above who was asked" if rank == 0 else "")
        raise Refused("impact-grew", f"What would be merged now needs {words}.", str(row),
                      "Reject it and ask for a new request, or merge other changes.")  # fmt: skip
    row.report = row.report | {"impact": impact, "revision": row.component.revision,
                               "evaluated_at": timezone.now().isoformat()}  # fmt: skip
    require_within(row)


def is_above(level: int | None, other: int | None) -> bool:
    """Return whether a level lies above another one; of requests from before levels were noted, nothing does."""
    rows = ComponentPath.objects.filter(ancestor=level, descendant=other, depth__gt=0)
    return level is not None and other is not None and rows.exists()


def apply(row: ChangeSet, items: Sequence[dict[str, Any]], merger: Actor, told: Event) -> None:
    """Merge the changes, and note the forecasts that came with them."""
    merge_edits(merger, row.component, items, cause=told, label=f"Merged the change request “{row}”")
    merge_proposed(merger, row, items)
    for item in items:
        merge(merger, row.component, item)
    typed = typed_dimensions(row.component)
    stated = {name: value for name, value in row.request.get("forecasts", {}).items() if name in typed}
    for dimension, value in stated.items():
        measure(merger, row.component, dimension, value, source=f"Change request “{row.name}”"[:200])
    if row.exception is not None:
        settle(merger, row, row.exception)


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
    row.request["rationale"] = typed_text(rationale, 5000, "Why")
    row.request["decided_by"] = actor.person.pk if actor.person else None
    row.save(update_fields=["state", "decided_at", "version", "request", "report"])
    verb = "change.approved" if state == State.MERGED else "change.rejected"
    return record(
        actor,
        row.component,
        verb,
        row,
        summary=f"{row.get_state_display()}: the change request “{row}”",
        after={"rationale": row.request["rationale"], "impact_sha256": impact_print(row), **more},
    )


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
