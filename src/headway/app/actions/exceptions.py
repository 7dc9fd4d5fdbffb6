"""Exceptions: drafted when a forecast leaves its tolerance, sent, decided; withdrawn when it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.components import update_component
from headway.app.actions.edit import change, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import because_of, record
from headway.app.actions.records import enter
from headway.app.actions.tolerances import write_tolerance
from headway.app.bridge.exception_report import limit_text, report_of, sure_of
from headway.app.bridge.tolerances import Standing, authority, standings
from headway.app.models import ChangeSet, Component, Event, Record, Rollup, ToleranceException
from headway.app.rules import Actor, Verb, require, require_other

if TYPE_CHECKING:
    from collections.abc import Iterable

State = ToleranceException.State
Decision = ToleranceException.Decision
EDITABLE = frozenset({"what", "cause", "consequence", "options", "recommendation", "lessons"})


def check_tolerances(actor: Actor, components: Iterable[Component], *, cause: Event | None = None) -> int:
    """Draft an exception for each forecast outside its tolerance, withdraw those that came back; return how many."""
    return sum(check_component(actor, each, cause) for each in components)


def check_component(actor: Actor, component: Component, cause: Event | None) -> int:
    """Hold the forecasts of a component against its tolerances.

    The reports are written before anything is locked: why a finish moved can take seconds to find out. What moved
    again in between is followed by an event of its own, and looked at then.
    """
    there = open_exceptions(component)
    reports = {
        name: figures_of(standing) | report_of(standing, cause)
        for name, standing in broken_ones(standings(component)).items()
        if wants_report(there.get(name), standing)
    }
    return settle(actor, component, cause, reports)


def wants_report(row: ToleranceException | None, standing: Standing) -> bool:
    """Return whether something is to be written: a new exception, or a draft about other figures."""
    if row is None:
        return not is_answered(standing)
    return row.state == State.DRAFT and not is_about(row, standing)


@transaction.atomic
def settle(actor: Actor, component: Component, cause: Event | None, reports: dict[str, dict[str, Any]]) -> int:
    lock_tree(component)
    open_ones, found = open_exceptions(component), standings(component)
    outside = broken_ones(found)
    changed = 0
    for dimension in dict.fromkeys(each.tolerance.dimension for each in found):
        broken, row = outside.get(dimension), open_ones.get(dimension)
        known = [each for each in found if each.tolerance.dimension == dimension and each.judgement]
        report = reports.get(dimension)
        if broken is not None and report is not None:
            if figures_of(broken).items() <= report.items() and wants_report(row, broken):
                draft(actor, component, dimension, report, cause) if row is None else refresh(row, report)
                changed += 1
        elif row is not None and known and broken is None:
            withdraw(actor, row, known[0])
            changed += 1
        if known and broken is None:
            for planned in awaited_plans(component, dimension):
                withdraw(actor, planned, known[0])
                changed += 1
    return changed


def open_exceptions(component: Component) -> dict[str, ToleranceException]:
    """Return the open exceptions of a component by dimension."""
    rows = ToleranceException.objects.filter(component=component, state__in=ToleranceException.OPEN)
    return {row.dimension: row for row in rows}


def broken_ones(found: Iterable[Standing]) -> dict[str, Standing]:
    """Return by dimension what is outside: the component's own tolerance before that of its stage."""
    return {each.tolerance.dimension: each for each in found if each.status == "red"}


def awaited_plans(component: Component, dimension: str) -> list[ToleranceException]:
    """Return the exceptions for which the board waits for a plan that nobody has begun."""
    rows = ToleranceException.objects.filter(component=component, dimension=dimension, state=State.PLANNING)
    return list(rows.exclude(plans__state__in=[ChangeSet.State.DRAFT, ChangeSet.State.PROPOSED]))


def is_answered(standing: Standing) -> bool:
    """Return whether a board answered this breach already by waiting or asking for a plan, and it is not worse since.

    Right after a plan was approved the new tolerance holds already, and the dates are still being calculated.
    """
    tolerance, judgement = standing.tolerance, standing.judgement
    rows = ToleranceException.objects.filter(component=tolerance.component, dimension=tolerance.dimension)
    last = rows.filter(state__in=[State.DECIDED, State.PLANNING]).order_by("-decided_at").first()
    if last is None or judgement is None or last.decision not in {Decision.PLAN, Decision.WAIT, Decision.CLOSE}:
        return False
    if last.state == State.DECIDED and last.decision == Decision.PLAN:
        rollup = Rollup.objects.filter(component=tolerance.component).first()
        return rollup is not None and rollup.revision != tolerance.component.revision
    return abs(judgement.deviation) <= abs(last.forecast - last.target) * 1.001


def draft(
    actor: Actor, component: Component, dimension: str, report: dict[str, Any], cause: Event | None
) -> ToleranceException:
    """Enter a report that was written from what is known: what, why, what follows, what can be done."""
    row = ToleranceException(component=component, dimension=dimension, **report)
    row.save()
    record(
        actor,
        component,
        "exception.drafted",
        row,
        cause=cause,
        summary=f"Drafted an exception: {row}: {row.what}"[:500],
        after={
            "dimension": row.dimension,
            "forecast": row.forecast,
            "target": row.target,
            "decided_at": row.decided_at_component_id,
        },
    )
    return row


def figures_of(standing: Standing) -> dict[str, Any]:
    """Return what the report is about: the numbers, and who decides on them."""
    tolerance = standing.tolerance
    if standing.band is None or standing.forecast is None:
        raise ValueError("an exception needs a forecast and a band")
    return {
        "stage": tolerance.stage,
        "decided_at_component": authority(standing),
        "target": standing.band.target,
        "forecast": standing.forecast,
        "plus": tolerance.plus,
        "minus": tolerance.minus,
    }


def is_about(row: ToleranceException, standing: Standing) -> bool:
    """Return whether an exception tells the figures as they are."""
    return all(getattr(row, name) == value for name, value in figures_of(standing).items())


def refresh(row: ToleranceException, report: dict[str, Any]) -> None:
    """Keep a draft up to date, but for the texts that somebody wrote."""
    kept = written_in(row)
    for name, value in report.items():
        if name not in kept:
            setattr(row, name, value)
    row.version += 1
    row.save()


def tell_chances(component: Component) -> int:
    """Let the drafts about a component say what has just been simulated; return how many say something else then."""
    drafts = ToleranceException.objects.filter(component=component, state=State.DRAFT)
    if not drafts.exists():
        return 0
    told = {name: sure_of(each) for name, each in broken_ones(standings(component)).items()}
    with transaction.atomic():
        lock_tree(component)
        stale = [row for row in drafts.select_for_update(no_key=True) if says_otherwise(row, told.get(row.dimension))]
        for row in stale:
            refresh(row, told[row.dimension])
    return len(stale)


def says_otherwise(row: ToleranceException, report: dict[str, Any] | None) -> bool:
    kept = written_in(row)
    return any(getattr(row, name) != value for name, value in (report or {}).items() if name not in kept)


def written_in(row: ToleranceException) -> set[str]:
    """Return which texts of a draft somebody changed."""
    written = Event.objects.filter(object_type="toleranceexception", object_id=row.pk, verb="exception.edited")
    return {name for after in written.values_list("after", flat=True) for name in after}


def withdraw(actor: Actor, row: ToleranceException, standing: Standing) -> None:
    before = {"state": row.state}
    row.state, row.decided_at, row.version = State.WITHDRAWN, timezone.now(), row.version + 1
    row.rationale = f"The forecast came back within its tolerance: {standing.forecast:g}."
    row.save()
    record(
        actor,
        row.component,
        "exception.withdrawn",
        row,
        summary=f"The exception of {row} is withdrawn: the forecast is back",
        before=before,
        after={"state": row.state, "forecast": standing.forecast},
    )


@transaction.atomic
def edit_exception(
    actor: Actor, row: ToleranceException, *, version: int | None = None, **values: Any
) -> ToleranceException:
    """Change the text of a draft."""
    require(actor, Verb.RAISE_EXCEPTION, row.component)
    if unknown := sorted(set(values) - EDITABLE):
        raise Refused("unknown-field", f"These fields cannot be changed: {', '.join(unknown)}.")
    lock_tree(row.component)
    require_state(lock(row), State.DRAFT)
    fresh, before, after = change(row, values, version=version)
    if after:
        record(actor, row.component, "exception.edited", fresh, summary=f"Changed the exception report: {fresh}",
               before=before, after=after)  # fmt: skip
    return fresh


def require_state(row: ToleranceException, *states: str) -> None:
    if row.state not in states:
        raise Refused(
            "wrong-state", f"This exception is {row.get_state_display().lower()}.", str(row), "Load it again."
        )


@transaction.atomic
def send_exception(actor: Actor, row: ToleranceException) -> ToleranceException:
    """Put it before the board that decides."""
    require(actor, Verb.RAISE_EXCEPTION, row.component)
    lock_tree(row.component)
    row = lock(row)
    require_state(row, State.DRAFT)
    row.state, row.raised_by, row.sent_at, row.version = State.SENT, actor.person, timezone.now(), row.version + 1
    row.save()
    record(
        actor,
        row.component,
        "exception.sent",
        row,
        summary=f"Sent the exception of {row} to the board that decides it",
        after={"decided_at": row.decided_at_component_id, "forecast": row.forecast},
    )
    return row


@transaction.atomic
def decide_exception(
    actor: Actor,
    row: ToleranceException,
    *,
    decision: str,
    rationale: str,
    plus: float | None = None,
    minus: float | None = None,
) -> ToleranceException:
    """Answer an exception; adjusting writes the new tolerance, closing closes the component."""
    require(actor, Verb.DECIDE_EXCEPTION, row.decided_at_component)
    lock_tree(row.component)
    row = lock(row)
    require_state(row, State.SENT)
    require_other(actor, row.raised_by, "decide it")
    if decision not in Decision.values:
        raise Refused("unknown-decision", f"There is no decision “{decision[:40]}”.")
    if not rationale.strip():
        raise Refused("no-reason", "Say why it is decided so.", str(row), "One sentence is enough.")
    row.state = State.PLANNING if decision == Decision.PLAN else State.DECIDED
    row.decision, row.rationale = decision, rationale.strip()
    row.decided_by, row.decided_at, row.version = actor.person, timezone.now(), row.version + 1
    row.save()
    label = row.get_decision_display().lower()
    told = record(actor, row.component, "exception.decided", row, summary=f"Decided on the exception of {row}: {label}",
                  after={"decision": decision, "rationale": row.rationale, "plus": plus, "minus": minus})  # fmt: skip
    with because_of(told):
        if decision == Decision.ADJUST:
            adjust(actor, row, plus, minus)
        if decision == Decision.CLOSE:
            update_component(Actor(None, actor.channel), row.component, stage=Component.Stage.CLOSED)
    log_decision(actor, row.component, f"Exception: {row.get_dimension_display().lower()}", row.what,
                 row.get_decision_display(), row.rationale, told)  # fmt: skip
    if row.lessons.strip():
        log_lesson(actor, row, told)
    return row


def adjust(actor: Actor, row: ToleranceException, plus: float | None, minus: float | None) -> None:
    above = row.forecast > row.target
    given = plus if above else minus
    if given is None:
        raise Refused("no-tolerance", "Say how much is tolerated from now on.", str(row), "Write a number.")
    if given < abs(row.forecast - row.target):
        raise Refused(
            "still-outside",
            "The forecast would still be outside.",
            f"At least {limit_text(row.dimension, row.forecast - row.target, row.component.currency)} are needed.",
            "Tolerate more, or decide otherwise.",
        )
    write_tolerance(
        actor, row.component, row.dimension, stage=row.stage, target=row.target,
        plus=plus if above else row.plus, minus=row.minus if above else minus,
    )  # fmt: skip


def log_lesson(actor: Actor, row: ToleranceException, cause: Event) -> Record:
    """Enter what was learned in the register, in the name of who wrote the report."""
    label = row.get_dimension_display().lower()
    lesson = Record(
        component=row.component, held_by=row.component, kind=Record.Kind.LESSON, title=f"Exception: {label}",
        status="noted", raised_by=row.raised_by, owner=row.raised_by,
        details={"happened": row.what, "learned": row.lessons.strip()},
    )  # fmt: skip
    return enter(actor, lesson, cause=cause)


def log_decision(
    actor: Actor, component: Component, title: str, question: str, decision: str, rationale: str, cause: Event
) -> Record:
    """Write what a board decided into the register's log of decisions."""
    details = {
        "question": question,
        "decision": decision,
        "rationale": rationale,
        "decider": actor.person.name if actor.person else "",
        "decided_on": timezone.localdate().isoformat(),
    }
    row = Record(
        component=component,
        held_by=component,
        kind="decision",
        title=title[:200],
        status="decided",
        raised_by=actor.person,
        owner=actor.person,
        closed_at=timezone.now(),
        priority="high",
        details=details,
    )
    return enter(actor, row, cause=cause)
