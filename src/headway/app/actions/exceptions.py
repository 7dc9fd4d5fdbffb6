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
from headway.app.bridge.tolerances import Standing, authority, standings
from headway.app.models import UNITS, ChangeSet, Component, Dimension, Event, Record, Rollup, ToleranceException
from headway.app.rules import Actor, Verb, require, require_other

if TYPE_CHECKING:
    from collections.abc import Iterable

State = ToleranceException.State
Decision = ToleranceException.Decision
EDITABLE = frozenset({"what", "cause", "consequence", "options", "recommendation"})


def check_tolerances(actor: Actor, components: Iterable[Component], *, cause: Event | None = None) -> int:
    """Draft an exception for each forecast outside its tolerance, withdraw those that came back; return how many."""
    return sum(check_component(actor, each, cause) for each in components)


@transaction.atomic
def check_component(actor: Actor, component: Component, cause: Event | None) -> int:
    lock_tree(component)
    open_ones = {
        each.dimension: each
        for each in ToleranceException.objects.filter(component=component, state__in=ToleranceException.OPEN)
    }
    found = standings(component)
    changed = 0
    for dimension in dict.fromkeys(each.tolerance.dimension for each in found):
        broken = [each for each in found if each.tolerance.dimension == dimension and each.status == "red"]
        known = [each for each in found if each.tolerance.dimension == dimension and each.judgement]
        row = open_ones.get(dimension)
        if broken and row is None:
            if not is_answered(broken[-1]):
                draft(actor, broken[-1], cause)
                changed += 1
        elif row is not None and broken:
            changed += refresh(row, broken[-1])
        elif row is not None and known and not broken:
            withdraw(actor, row, known[0])
            changed += 1
        if known and not broken:
            for planned in awaited_plans(component, dimension):
                withdraw(actor, planned, known[0])
                changed += 1
    return changed


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


def draft(actor: Actor, standing: Standing, cause: Event | None) -> ToleranceException:
    """Write the report from what is known: what, why, what follows, what can be done."""
    tolerance, judgement = standing.tolerance, standing.judgement
    if judgement is None or standing.band is None or standing.forecast is None:
        raise ValueError("an exception needs a forecast and a band")
    component = tolerance.component
    row = ToleranceException(
        component=component,
        stage=tolerance.stage,
        decided_at_component=authority(standing),
        dimension=tolerance.dimension,
        target=standing.band.target,
        forecast=standing.forecast,
        plus=tolerance.plus,
        minus=tolerance.minus,
        what=what_of(standing),
        cause=cause_of(standing, cause),
        consequence=consequence_of(component),
        options=options_of(standing),
    )
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


def amount(dimension: str, value: float, currency: str) -> str:
    unit = UNITS[dimension]
    if unit == "money":
        return f"{value:,.0f} {currency}"
    return f"{value:,.1f} {unit}".strip()


def what_of(standing: Standing) -> str:
    tolerance, judgement = standing.tolerance, standing.judgement
    if judgement is None:
        return ""
    limit = tolerance.plus if judgement.deviation > 0 else tolerance.minus
    currency = tolerance.component.currency
    side = "above" if judgement.deviation > 0 else "below"
    of = f"stage “{tolerance.stage}”" if tolerance.stage else f"“{tolerance.component}”"
    deviation = amount(tolerance.dimension, abs(judgement.deviation), currency)
    return (
        f"The forecast of {tolerance.get_dimension_display().lower()} of {of} is {deviation} {side} its target; "
        f"{amount(tolerance.dimension, limit or 0, currency)} are tolerated."
    )


def cause_of(standing: Standing, cause: Event | None) -> str:
    """Say why, from what the forecast is made of and the change that moved it."""
    component, dimension, noted = standing.tolerance.component, standing.tolerance.dimension, standing.noted
    if noted is not None:
        lines = [f"Noted on {timezone.localtime(noted.at):%Y-%m-%d}: {noted.value:g}, because: {noted.source}."]
    elif dimension == Dimension.RISK:
        lines = [
            f"{row.reference} {row.title}: {-(row.expected_value or 0):,.0f} {component.currency}."
            for row in largest(component)
        ]
    else:
        rollup = getattr(component, "rollup", None)
        lines = [str(reason["text"]) + "." for reason in (rollup.reasons if rollup else [])][:3]
    origin = cause.cause or cause if cause else None
    if origin is not None and origin.actor_id is not None:
        lines.append(f"Last change: {origin.summary}.")
    return "\n".join(lines)


def largest(component: Component) -> list[Record]:
    """Return the open threats that weigh most."""
    rows = Record.objects.filter(held_by=component, kind="risk", sign="threat", closed_at=None, trashed_at=None)
    return list(rows.exclude(expected_value=None).order_by("expected_value", "pk")[:3])


def consequence_of(component: Component) -> str:
    waiting = component.dependencies_out.exclude(component=component).select_related("component", "successor")
    names = dict.fromkeys(f"“{link.component}” waits for it with “{link.successor}”." for link in waiting[:5])
    return "\n".join(names) or "Nothing outside of it waits for its tasks."


def options_of(standing: Standing) -> list[dict[str, Any]]:
    """Offer what a board can answer, each with its effect on the tolerances."""
    tolerance, judgement = standing.tolerance, standing.judgement
    if judgement is None:
        return []
    name, currency = tolerance.dimension, tolerance.component.currency
    needed = amount(name, abs(judgement.deviation), currency)
    others = {
        each.tolerance.dimension: each.status
        for each in standings(tolerance.component)
        if each.tolerance.dimension != name
    }
    unchanged = {dimension: f"stays {status}" for dimension, status in others.items() if status != "none"}
    return [
        {
            "title": "Adjust the tolerance",
            "note": f"Tolerate {needed} instead of what was set.",
            "effects": {name: f"within, at {needed}", **unchanged},
        },
        {
            "title": "Exception plan",
            "note": f"The project manager plans anew to win {needed} back.",
            "effects": {name: "back within, if the plan holds", **unchanged},
        },
        {
            "title": "Wait",
            "note": "Look at it again at the next report.",
            "effects": {name: "stays outside", **unchanged},
        },
        {
            "title": "Close prematurely",
            "note": "Stop the work; what was spent is spent.",
            "effects": {name: "ends", "benefit": "is lost"},
        },
    ]


def refresh(row: ToleranceException, standing: Standing) -> int:
    """Keep the figures of a draft up to date; one that was sent stays as the board reads it."""
    if row.state != State.DRAFT or standing.forecast is None or row.forecast == standing.forecast:
        return 0
    generated = row.what.startswith("The forecast of ")
    row.forecast = standing.forecast
    row.decided_at_component = authority(standing)
    if generated:
        row.what = what_of(standing)
    row.version += 1
    row.save()
    return 1


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
        summary=f"Sent the exception of {row} to “{row.decided_at_component}”",
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
            f"{abs(row.forecast - row.target):g} are needed.",
            "Tolerate more, or decide otherwise.",
        )
    write_tolerance(
        actor, row.component, row.dimension, stage=row.stage, target=row.target,
        plus=plus if above else row.plus, minus=row.minus if above else minus,
    )  # fmt: skip


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
