"""Plan a sprint, start it, close it: its figures are frozen then, and what is unfinished goes on elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import change, clean, lock, lock_tree
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.events import record, told_at
from headway.app.actions.plan_changes import require_plan, touch_plan
from headway.app.actions.plan_edit_kinds import Batch
from headway.app.actions.plan_edits import edited
from headway.app.actions.put_away import put_away
from headway.app.bridge.readiness import calculates
from headway.app.bridge.sprints import account_of, members_of, part_of, write_account
from headway.app.models import Sprint
from headway.app.queries.clock import now_minutes
from headway.app.rules import Verb
from headway.app.rules.permissions import require

if TYPE_CHECKING:
    from datetime import date

    from headway.app.actions.plan_draft import Draft
    from headway.app.bridge.sprints import Member
    from headway.app.models import Component, TrashItem
    from headway.app.rules import Actor

State = Sprint.State
MOST_OPEN = 50
"""Planned sprints of one board."""
LONGEST = 92
"""Days: a quarter."""
FIELDS = ("name", "goal", "start", "finish")


@transaction.atomic
def plan_sprint(
    actor: Actor, component: Component, *, start: date, finish: date, name: str = "", goal: str = ""
) -> Sprint:
    """Plan a sprint of a board; without a name it gets the next number."""
    require(actor, Verb.RUN_SPRINT, component)
    require_plan(component)
    lock_tree(component)
    sprints = Sprint.objects.filter(component=component)
    if sprints.exclude(state=State.CLOSED).count() >= MOST_OPEN:
        raise Refused("too-many", f"At most {MOST_OPEN} open sprints on one board.", "", "Close or delete one first.")
    sprint = Sprint(component=component)
    given = {"name": name.strip() or f"Sprint {sprints.count() + 1}", "goal": goal, "start": start, "finish": finish}
    for field, value in given.items():
        setattr(sprint, field, clean(sprint, field, value))
    check_dates(sprint)
    sprint.save()
    record(actor, component, "sprint.planned", sprint, summary=f"Planned {sprint}",
           after={field: getattr(sprint, field) for field in FIELDS})  # fmt: skip
    return sprint


@transaction.atomic
def change_sprint(actor: Actor, sprint: Sprint, *, version: int | None = None, **values: Any) -> Sprint:
    """Change name, goal or dates of a sprint that is not closed."""
    require(actor, Verb.RUN_SPRINT, sprint.component)
    lock_tree(sprint.component)
    wanted = lock(sprint)
    require_state(wanted, State.PLANNED, State.RUNNING)
    wanted.start, wanted.finish = values.get("start", wanted.start), values.get("finish", wanted.finish)
    check_dates(wanted)
    fresh, before, after = change(sprint, values, version=version)
    if after:
        record(actor, fresh.component, "sprint.changed", fresh, summary=f"Changed {fresh}", before=before, after=after)
    return fresh


@transaction.atomic
def delete_sprint(actor: Actor, sprint: Sprint) -> TrashItem:
    """Put a planned sprint into the trash; its tasks are in the backlog then."""
    require(actor, Verb.RUN_SPRINT, sprint.component)
    lock_tree(sprint.component)
    fresh = lock(sprint)
    require_state(fresh, State.PLANNED)
    before = {field: getattr(fresh, field) for field in FIELDS}
    event = record(actor, fresh.component, "sprint.deleted", fresh, summary=f"Deleted {fresh}", before=before)
    touch_plan(fresh.component)
    return put_away(actor, fresh.component, fresh, [[fresh]], title=f"Sprint “{fresh}”", right=Verb.RUN_SPRINT,
                    event=event)  # fmt: skip


@transaction.atomic
def start_sprint(actor: Actor, sprint: Sprint, *, version: int | None = None) -> Sprint:
    """Start a planned sprint: what is in it now is what the team commits to."""
    require(actor, Verb.RUN_SPRINT, sprint.component)
    lock_tree(sprint.component)
    fresh = of_version(sprint, version)
    require_state(fresh, State.PLANNED)
    running = Sprint.objects.filter(component=fresh.component, state=State.RUNNING).first()
    if running is not None:
        raise Refused("sprint-running", f"“{running}” is still running.", "", "Close it first.")
    moment = told_at.get() or timezone.now()
    if fresh.finish < timezone.localdate(moment):
        raise Refused("sprint-over", "The last day of this sprint is past.", f"{fresh.finish}", "Give it other dates.")
    members = members_of(fresh, now_minutes(moment))
    if not members:
        raise Refused("sprint-empty", "No task is in this sprint.", "", "Put tasks into it from the backlog first.")
    fresh.committed = [[each.task, each.minutes] for each in members]
    fresh.state, fresh.started_at, fresh.version = State.RUNNING, moment, fresh.version + 1
    fresh.save()
    total = part_of(each.minutes for each in members)
    record(actor, fresh.component, "sprint.started", fresh, summary=f"Started {fresh} with {counted(total.tasks)}",
           after={"tasks": total.tasks, "minutes": total.minutes, "committed": fresh.committed})  # fmt: skip
    return fresh


@calculates
@transaction.atomic
def close_sprint(
    actor: Actor, sprint: Sprint, *, leftovers: Sprint | None = None, version: int | None = None
) -> Sprint:
    """Close a running sprint and freeze its figures; unfinished tasks go into another one, or to the backlog."""
    require(actor, Verb.RUN_SPRINT, sprint.component)
    lock_tree(sprint.component)
    fresh = of_version(sprint, version)
    require_state(fresh, State.RUNNING)
    leftovers = leftovers and lock(leftovers)
    if leftovers is not None and (leftovers.component_id != fresh.component_id or leftovers.state != State.PLANNED):
        raise Refused("no-next-sprint", "What is left over goes into a planned sprint of the same board.",
                      str(leftovers), "Choose one, or the backlog.")  # fmt: skip
    moment = told_at.get()
    members = members_of(fresh, now_minutes(moment))
    fresh.figures = write_account(account_of(fresh, moment), members)
    fresh.state, fresh.closed_at, fresh.version = State.CLOSED, moment or timezone.now(), fresh.version + 1
    fresh.save()
    figures = {name: value for name, value in fresh.figures.items() if isinstance(value, dict)}
    left = sum(each.done is None for each in members)
    done = len(members) - left
    event = record(actor, fresh.component, "sprint.closed", fresh, after=figures,
                   summary=f"Closed {fresh}: {counted(done)} done, {left} left over")  # fmt: skip
    edited(actor, fresh.component, lambda draft: emptied(draft, fresh, members, leftovers), cause=event,
           label=f"Took {counted(len(members))} out of {fresh}", verb="sprint.emptied")  # fmt: skip
    return fresh


def emptied(draft: Draft, sprint: Sprint, members: list[Member], leftovers: Sprint | None) -> Batch:
    """Take every task out of a sprint; those that are not done go on in another one."""
    unfinished = {each.task for each in members if each.done is None}
    for task in sprint.tasks.values_list("pk", flat=True):
        draft.set(task, {"sprint": leftovers.pk if leftovers is not None and task in unfinished else None})
    return Batch(draft, "", lambda: None)


def of_version(sprint: Sprint, version: int | None) -> Sprint:
    """Return the sprint, locked, if it is as it was read."""
    fresh = lock(sprint)
    if version is not None and version != fresh.version:
        raise Stale(str(fresh), expected=version, current=fresh.version, values={})
    return fresh


def require_state(sprint: Sprint, *states: str) -> None:
    if sprint.state not in states:
        raise Refused("sprint-state", f"“{sprint}” is {sprint.get_state_display().lower()}.", "",
                      "Load the page again.")  # fmt: skip


def check_dates(sprint: Sprint) -> None:
    """Refuse dates that no sprint can have, and those of the sprint that is running."""
    if sprint.finish < sprint.start:
        raise Refused("finish-before-start", "The sprint would end before it starts.", "", "Correct one of the two.")
    if (sprint.finish - sprint.start).days >= LONGEST:
        raise Refused("sprint-too-long", f"A sprint takes at most {LONGEST} days.", "", "Make several of it.")
    others = Sprint.objects.filter(component=sprint.component).exclude(pk=sprint.pk)
    if sprint.state != State.RUNNING:
        others = others.filter(state=State.RUNNING)
    over = others.exclude(state=State.CLOSED).filter(start__lte=sprint.finish, finish__gte=sprint.start).first()
    if over is not None:
        raise Refused("sprint-overlaps", f"“{over}” lies on these days.", f"{over.start} to {over.finish}.",
                      "Choose days outside of it.")  # fmt: skip


def counted(tasks: int) -> str:
    return f"{tasks} {'task' if tasks == 1 else 'tasks'}"
