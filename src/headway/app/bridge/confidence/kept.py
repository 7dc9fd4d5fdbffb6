"""The answer that is kept of a component: asked for by pages, computed by the worker, put into words for a reader."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from django.db import OperationalError, transaction
from django.utils import timezone

from headway.app.bridge.confidence.answer import empty, told_of
from headway.app.bridge.confidence.by_task import NO_ROWS
from headway.app.bridge.confidence.case import case_of
from headway.app.bridge.confidence.scope import scope_of, tasks_inside
from headway.app.bridge.confidence.told_to import told_to
from headway.app.bridge.confidence.values import stored_values
from headway.app.bridge.confidence.words import without_figures
from headway.app.bridge.plan_of_rows import joined_plan
from headway.app.models import (
    Component,
    Confidence,
    ConfidenceReading,
    TaskConfidence,
    TriedConfidence,
    TriedTaskConfidence,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from headway.app.bridge.confidence.answer import Told
    from headway.app.bridge.confidence.scope import Scope
    from headway.app.models import Person

Answer = TypeVar("Answer", Confidence, TriedConfidence)
log = logging.getLogger(__name__)
FAILED = "The simulation failed; the log of whoever operates Headway says why. A change of the plan has it tried again."
BETWEEN = timedelta(seconds=20)
"""A component is not simulated more often."""
READINGS = 400
"""Days that the trend goes back."""


@dataclass(frozen=True, slots=True)
class Kept:
    told: Told | None
    """For the reader; None before the first answer."""
    readings: list[ConfidenceReading]
    computed_at: datetime | None
    waiting: bool
    """Whether the worker is to simulate what has changed since."""
    problems: list[str]


def kept_for(reader: Person, component: Component) -> Kept:
    """Return what is kept; where it is an answer to something else by now, ask the worker for another one."""
    row = Confidence.objects.filter(component=component).first()
    scope = scope_of(component)
    fresh = row is not None and row.key == scope.key
    if not fresh:
        row = want(component)
    assert row is not None
    readings = ConfidenceReading.objects.filter(component=component).order_by("-day")[:READINGS]
    told = told_to(reader, row.told) if row.told else None
    problems = [row.error] if fresh and row.error else []
    return Kept(told, list(readings)[::-1], row.computed_at, not fresh, problems)


def last_told(component: Component) -> Told:
    """Return the last answer without asking for another: ids, no names; empty where there is none to show."""
    told = Confidence.objects.filter(component=component).values_list("told", flat=True).first()
    return told if told and told["state"] == "ok" else {}


def current_told(component: Component) -> Told:
    """Return the answer to what stands there now, as ids; where there is none, ask the worker for it."""
    row = Confidence.objects.filter(component=component).first()
    if row is None or row.key != scope_of(component).key:
        want(component)
        return {}
    return row.told if row.told.get("state") == "ok" else {}


def why_nothing(component: Component) -> str:
    """Return why the last answer has no figures, and what to do; empty before the first one."""
    row = Confidence.objects.filter(component=component).exclude(computed_at=None).first()
    return without_figures(row.told.get("state", ""), row.told.get("problems", []), row.error) if row else ""


def want(component: Component) -> Confidence:
    """Have a component simulated as soon as the last time is long enough ago."""
    row, _ = Confidence.objects.get_or_create(component=component)
    return wanted_soon(row)


def wanted_soon(row: Answer) -> Answer:
    """Note that the worker is to simulate it, unless that is noted already."""
    if row.wanted_at is None:
        now = timezone.now()
        row.wanted_at = max(now, row.computed_at + BETWEEN) if row.computed_at else now
        rows_like(row).filter(pk=row.pk, wanted_at=None).update(wanted_at=row.wanted_at)
    return row


def rows_like(row: Answer) -> QuerySet[Answer]:
    return type(row)._default_manager.all()  # noqa: SLF001 - as Django documents


def simulate_component(component: Component) -> Confidence:
    """Simulate a component unless its answer is one to what stands there now; keep the answer and its reading."""
    began = timezone.now()
    row, _ = Confidence.objects.get_or_create(component=component)
    scope = scope_of(Component.objects.get(pk=component.pk))
    if row.key == scope.key:
        return done(row, began)
    columns = NO_ROWS

    def answer() -> Told:
        nonlocal columns
        told, columns = simulated(scope)
        return told

    fill(row, scope.key, answer)
    rows = TaskConfidence(component=component, key=row.key, revision=revision_of(scope), columns=columns)
    return done(row, began, rows)


def fill(row: Confidence | TriedConfidence, key: str, answer: Callable[[], Told]) -> None:
    """Put an answer into its row, or that there is none."""
    clock = perf_counter()
    try:
        row.told, row.error = answer(), ""
    except OperationalError:
        raise
    except Exception:
        # One plan that cannot be simulated must not stop the others; the operator's log says why.
        log.exception("%s %s could not be simulated", type(row).__name__, row.pk)
        row.told, row.error = {}, FAILED
    row.key, row.computed_at, row.seconds = key, timezone.now(), round(perf_counter() - clock, 3)


def revision_of(scope: Scope) -> int:
    """Return which revision of the component's own plan was simulated; 0 where it has none."""
    return next((each.revision for each in scope.network if each.pk == scope.component.pk), 0)


def simulated(scope: Scope) -> tuple[Told, Told]:
    """Return the answer to what a scope holds, and the columns of its own plan."""
    if not scope.inside:
        return empty("no-plan", scope), NO_ROWS
    case = case_of(scope, joined_plan(scope.network), stored_values(scope))
    return told_of(scope, case, tasks_inside(scope))


@transaction.atomic
def done(row: Answer, began: datetime, rows: TaskConfidence | TriedTaskConfidence | None = None) -> Answer:
    """Store the row, with the columns of its rows; a wish that came while it was simulated stays one."""
    now = rows_like(row).select_for_update(no_key=True).get(pk=row.pk)
    row.wanted_at = now.wanted_at if now.wanted_at is not None and now.wanted_at > began else None
    row.save()
    if rows is not None and (isinstance(rows, TriedTaskConfidence) or rows.component.holds_tasks):
        rows.save()
    if isinstance(row, Confidence) and row.told.get("state") == "ok":
        note_reading(row)
    return row


def note_reading(row: Confidence) -> None:
    finish, cost = row.told["finish"], row.told["cost"]
    values = {"planned": finish["planned"], "p50": finish["p50"], "p80": finish["p80"],
              "holds": finish["agreed_probability"], "cost_p80": cost["p80"] if cost else None}  # fmt: skip
    ConfidenceReading.objects.update_or_create(component_id=row.component_id, day=timezone.localdate(), defaults=values)
