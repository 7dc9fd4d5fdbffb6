"""Move the cards of a board: the column says how far a task is, so progress follows; and mark what is blocked."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from headway.app.actions.board_ranks import Card, ranks_at
from headway.app.actions.cells import scheduled
from headway.app.actions.errors import Refused
from headway.app.actions.events import told_at
from headway.app.bridge.live_part import AT
from headway.app.models import Task
from headway.app.queries.clock import now_minutes
from headway.app.queries.workflow import State, state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.actions.outline import Place
    from headway.app.actions.plan_draft import Draft
    from headway.app.queries.workflow import Column, Workflow

FACTS = ("percent_complete", "actual_start", "actual_finish", "board_column", "board_rank", "kind", "active")
stored_facts = itemgetter(*(AT[name] for name in FACTS))
UNBLOCKED: dict[str, Any] = {"blocked_since": None, "blocked_reason": ""}


def put_cards(
    draft: Draft, tasks: Sequence[int], key: str, place: Place, percent: float | None
) -> dict[str, str] | None:
    """Put cards into a column, one below the other; return a warning where it then holds more than its limit."""
    workflow = draft.plan.parts[draft.component.pk].workflow
    column = workflow.column(key)
    if column is None:
        raise Refused("no-such-column", "This board has no such column.", key[:40], "Load the board again.")
    others = cards_in(draft, workflow, column, set(tasks))
    new = [task for task in tasks if column_of(draft, workflow, task) != column]
    breach = over_limit(column, len(others) + len(tasks)) if new else None
    if breach and workflow.refuses:
        raise Refused(**breach)
    for task in tasks:
        check_card(draft, task)
        draft.put(task, draft.cleaned({**progress(draft, task, column, percent), "board_column": key}))
    ranks = ranks_at(others, tasks, after=place.after, before=place.before)
    for task, rank in ranks.items():
        draft.put(task, {"board_rank": rank})
    return breach


def check_card(draft: Draft, task: int) -> None:
    """Refuse rows that have no card, and people who may not report on them."""
    check_has_card(draft, task)
    draft.rights.require_report(task)


def check_has_card(draft: Draft, task: int) -> None:
    if draft.value(task, "kind") == Task.Kind.SUMMARY or not draft.value(task, "active"):
        raise Refused("no-card", "Only active tasks and milestones have cards.", draft.name(task),
                      "Move the cards of the tasks below it.")  # fmt: skip


def facts(draft: Draft, task: int) -> tuple[Any, ...]:
    """Return what decides where a card stands, as FACTS."""
    if task in draft.changed or task in draft.new:
        return tuple(draft.value(task, name) for name in FACTS)
    stored: tuple[Any, ...] = stored_facts(draft.base[task])
    return stored


def state(draft: Draft, task: int) -> State:
    return state_of(*facts(draft, task)[:3])


def column_of(draft: Draft, workflow: Workflow, task: int) -> Column:
    return workflow.place(draft.value(task, "board_column"), state(draft, task))


def cards_in(draft: Draft, workflow: Workflow, column: Column, leave_out: set[int]) -> list[Card]:
    """Return the cards of a column from top to bottom."""
    found = []
    for task in draft.order:
        *progress, put, rank, kind, active = facts(draft, task)
        if task in leave_out or kind == Task.Kind.SUMMARY or not active:
            continue
        if workflow.place(put, state_of(*progress)) == column:
            found.append(Card(task, rank))
    return sorted(found, key=lambda card: card.place)


def over_limit(column: Column, count: int) -> dict[str, str] | None:
    """Return what is to be said where a column would hold more cards than its limit."""
    if column.limit is None or count <= column.limit:
        return None
    return {"id": "wip-limit", "title": f"“{column.name}” would hold {count} cards; its limit is {column.limit}.",
            "detail": "", "remedy": "Finish something there first, or move a card out of it."}  # fmt: skip


def progress(draft: Draft, task: int, column: Column, percent: float | None) -> dict[str, Any]:
    """Return what a task's progress becomes in a column; going back asks how far the task really is."""
    was, now = state(draft, task), now_minutes(told_at.get())
    if was == column.kind:
        return {}
    started, done = draft.value(task, "actual_start"), draft.value(task, "percent_complete")
    if column.kind == State.DONE:
        start = started if started is not None else began(draft, task, now)
        ends = {"actual_start": start, "actual_finish": max(now, start), "percent_complete": 100.0}
        return ends | UNBLOCKED
    if column.kind == State.DOING:
        if was == State.DONE and (percent is None or not 0 <= percent < 100):
            raise how_far(draft, task, "Say how much of it is done, less than 100 percent.")
        share = done if percent is None else percent
        return {"actual_start": now if started is None else started, "actual_finish": None, "percent_complete": share}
    if draft.value(task, "booked_minutes"):
        raise Refused("time-reported", "Time was reported on it, so it was begun.", draft.name(task),
                      "Leave it in a column of work, or take the time out first.")  # fmt: skip
    if done > 0 and percent != 0:
        raise how_far(draft, task, "To put it back as not begun, say that 0 percent are done.")
    return {"actual_start": None, "actual_finish": None, "percent_complete": 0.0}


def how_far(draft: Draft, task: int, remedy: str) -> Refused:
    done = draft.value(task, "percent_complete")
    return Refused("how-far", f"{done:.0f} percent of it are reported as done.", draft.name(task), remedy)


def began(draft: Draft, task: int, now: int) -> int:
    """Return when a task that is finished now began, where nobody told: as planned, if that is past."""
    planned = scheduled(draft, task, finish=False)
    return now if planned is None else min(planned, now)


def block(draft: Draft, task: int, reason: str) -> None:
    """Mark a task as blocked since now; one that is blocked already stays so since then."""
    check_card(draft, task)
    if not reason.strip():
        draft.put(task, UNBLOCKED)
        return
    if state(draft, task) == State.DONE:
        raise Refused("is-done", "What is done is not blocked.", draft.name(task), "Move the card back first.")
    since = draft.value(task, "blocked_since")
    since = now_minutes(told_at.get()) if since is None else since
    draft.put(task, draft.cleaned({"blocked_reason": reason, "blocked_since": since}))
