"""How sure the plan would be with a what-if branch or a change request: asked for by people, computed by the worker.

What is kept belongs to the plan and the changes that it was computed of, and says so once these are others.
"""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.actions.branch_choice import choice_of, try_out
from headway.app.actions.branch_fold import fold
from headway.app.actions.branch_plans import forked_for, replayed
from headway.app.actions.branch_proposed import keys_of
from headway.app.actions.change_edits import filled
from headway.app.actions.errors import Refused
from headway.app.actions.plan_draft import Draft
from headway.app.bridge.confidence.by_task import NO_ROWS
from headway.app.bridge.confidence.compared import Side, compared
from headway.app.bridge.confidence.kept import done, fill, wanted_soon
from headway.app.bridge.confidence.rows_kept import WAITING, WHY, RowsKept
from headway.app.bridge.confidence.scope import scope_of
from headway.app.bridge.confidence.tried_risks import with_risks
from headway.app.bridge.confidence.values import milestones_of, values_in_memory
from headway.app.bridge.live_plans import forked_plan
from headway.app.models import ChangeSet, TriedConfidence, TriedTaskConfidence
from headway.app.queries.audit.fingerprint import hash_said
from headway.app.rules import Actor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from headway.app.bridge.confidence.answer import Told
    from headway.app.bridge.confidence.scope import Scope
    from headway.app.bridge.live_plan import LivePlan

State = ChangeSet.State
OPEN = (State.DRAFT, State.PROPOSED)
WORKER = Actor(None, "worker")
UNASKED = "The branch has not been simulated as it is."
CHANGED = "Of an earlier state of the branch."


@dataclass(frozen=True, slots=True)
class Tried:
    """What is known of how sure a change is."""

    told: Told
    """Empty before the first answer."""
    computed_at: datetime | None
    fresh: bool
    """Whether plan and changes are still what was simulated."""
    waiting: bool
    error: str
    askable: bool


def tried_of(row: ChangeSet) -> Tried:
    """Return what is kept; of what was decided only what was said of the same changes."""
    kept = TriedConfidence.objects.filter(change_set=row).first()
    askable = row.state in OPEN
    if kept is None or (not askable and kept.told.get("changes") != changes_of(row)):
        return Tried({}, None, fresh=False, waiting=False, error="", askable=askable)
    fresh = askable and bool(kept.key) and not kept.error and kept.key == key_of_trial(row, scope_for(row))
    waiting = askable and kept.wanted_at is not None and not fresh
    return Tried(kept.told, kept.computed_at, fresh, waiting, kept.error, askable)


def ask_confidence(row: ChangeSet) -> None:
    """Have the worker simulate the plan with and without the changes."""
    if row.state not in OPEN:
        raise Refused("wrong-state", f"“{row}” is {row.get_state_display().lower()}.", "", "Load it again.")
    kept, _ = TriedConfidence.objects.get_or_create(change_set=row)
    wanted_soon(kept)


def simulate_tried(kept: TriedConfidence) -> TriedConfidence:
    """Simulate unless what is kept is the answer to what stands there now."""
    began = timezone.now()
    row = ChangeSet.objects.select_related("component", "branch").get(pk=kept.change_set_id)
    scope = scope_for(row)
    key = key_of_trial(row, scope)
    if not (row.state in OPEN and (kept.key != key or kept.error)):
        return done(kept, began)
    columns = NO_ROWS

    def answer() -> Told:
        nonlocal columns
        told, columns = answer_of(row, scope)
        return told

    fill(kept, key, answer)
    rows = TriedTaskConfidence(change_set=row, key=key, columns=columns) if branch_of(row) is row else None
    return done(kept, began, rows)


def tried_rows(branch: ChangeSet) -> RowsKept:
    """Return what is kept of the rows of a branch; it asks for nothing."""
    kept = tried_of(branch)
    rows = TriedTaskConfidence.objects.filter(change_set=branch).first()
    if rows is None or not kept.told:
        return RowsKept(NO_ROWS, kept.error or (WAITING if kept.waiting else UNASKED), waiting=kept.waiting)
    if not rows.columns["ids"]:
        state = kept.told["after"]["state"]
        reason = WHY.get(state, WHY["done"]) if kept.fresh else UNASKED
        return RowsKept(NO_ROWS, reason, waiting=kept.waiting)
    old = kept.askable and not kept.fresh
    return RowsKept(rows.columns, CHANGED if old else "", old, kept.waiting, computed_at=kept.computed_at)


def branch_of(row: ChangeSet) -> ChangeSet | None:
    return row if row.kind == ChangeSet.Kind.WHAT_IF else row.branch


def scope_for(row: ChangeSet) -> Scope:
    branch = branch_of(row)
    return scope_of(row.component, branch.numbers.get("plans", ()) if branch else ())


def changes_of(row: ChangeSet) -> str:
    """Return a fingerprint of what a request asks for."""
    return hash_said({name: row.request.get(name) for name in ("items", "extra_cost")})


def key_of_trial(row: ChangeSet, scope: Scope) -> str:
    branch = branch_of(row)
    told = (scope.key, changes_of(row), branch and (branch.pk, branch.version))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def answer_of(row: ChangeSet, scope: Scope) -> tuple[Told, Told]:
    """Simulate the plan as it is and with the changes; return what both come to, and the columns of a branch's rows."""
    milestones, items = milestones_of(scope.inside), row.request.get("items", [])
    branch, component = branch_of(row), row.component
    plan, _ = forked_for(branch, component.revision) if branch else forked_plan(component, component.revision)
    live = Side(scope, copy(plan.joined), values_in_memory(plan, milestones), component.budget)
    try_changes(row, plan, items)
    asked = [Decimal(item["amount"]) for item in items if item["op"] == "budget"]
    changed = Side(with_risks(scope, items), plan.joined, values_in_memory(plan, milestones),
                   asked[-1] if asked else component.budget, float(row.request.get("extra_cost") or 0),
                   tells_rows=branch is row)  # fmt: skip
    told, rows = compared(live, changed)
    return told | {"changes": changes_of(row)}, rows


def try_changes(row: ChangeSet, plan: LivePlan, items: Sequence[dict[str, Any]]) -> None:
    """Do in a plan in memory what the branch does, or what the request asks for; what cannot be done is left out."""
    branch = branch_of(row)
    if branch is row:
        fold(replayed(row, WORKER, plan).draft)
    elif branch is not None:
        choice = choice_of(branch, WORKER)
        try_out(plan, branch, WORKER, choice, choice.chosen(keys_of(items)))
    else:
        draft = Draft(WORKER, plan.parts[row.component_id].component, plan)
        filled(draft, items, {})
        fold(draft)
