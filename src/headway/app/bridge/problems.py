"""The problems of a plan's schedule: what the run could not keep, and the checks of its quality that fail."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone

from headway.app.bridge.document_of_rows import EPOCH
from headway.app.bridge.estimate_problems import outside_estimates
from headway.app.bridge.joined import joined_groups, live
from headway.app.bridge.plan_keys import key_of
from headway.app.bridge.problem_words import COMPOSED, ERROR, REMEDIES, SAID_BY_THE_RUN, TITLES
from headway.app.bridge.quality_marks import with_marks
from headway.app.bridge.reports.snapshot import take
from headway.app.bridge.rollup_plan import Baselined
from headway.app.bridge.scheduling import compiles_meanwhile
from headway.app.bridge.why import NotNow
from headway.app.models import Assignment, Component, Task
from headway.app.queries.quality_marks import marks_for
from headway.formats.plan_of import options_of, to_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.queries.quality_marks import Mark
    from headway.engine.measures.quality import CheckResult
    from headway.engine.measures.quality_subject import QualityFacts
    from headway.engine.measures.quality_table import Check
    from headway.engine.network.result import Diagnostic
    from headway.engine.plan import Plan

MOST_PLANS = 40
MOST_TASKS = 500
"""Tasks that one finding names; it counts all."""
ORDER = {"error": 0, "warning": 1, "advice": 2}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about one plan."""

    items: list[dict[str, Any]]
    """What is wrong, the gravest first."""
    checks: list[dict[str, Any]]
    """Every check of quality with its result, in the order of the table; empty where there was no schedule to check."""


class Known:
    """What was found for the last plans that somebody asked about, each for the revision that it holds for."""

    def __init__(self) -> None:
        self._found: OrderedDict[int, tuple[Any, Found]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, component: int, key: Any) -> Found | None:
        with self._lock:
            found = self._found.get(component)
            return found[1] if found and found[0] == key else None

    def put(self, component: int, key: Any, found: Found) -> None:
        with self._lock:
            self._found[component] = (key, found)
            self._found.move_to_end(component)
            while len(self._found) > MOST_PLANS:
                self._found.popitem(last=False)


known = Known()


def problems_of(component: Component) -> Found:
    """Return the findings; worked out once a revision, of the plans that it is linked to as well, and once for what
    its quality is held against.

    Raises
    ------
    NotNow
        If the scheduler cannot be asked yet.
    """
    groups = joined_groups([component.pk])
    tied = Component.objects.filter(pk__in=live(groups[0]) if groups else [component.pk]).order_by("pk")
    marks = marks_for(component)
    key = (key_of(tied), timezone.localdate(), tuple(sorted(marks.items())))
    found = known.get(component.pk, key)
    if found is None:
        found = findings(component, marks)
        known.put(component.pk, key, found)
    return found


def findings(component: Component, marks: Mapping[str, Mark]) -> Found:
    if compiles_meanwhile():
        raise NotNow
    from headway.engine.measures.quality import assess_quality  # noqa: PLC0415 - numba loads only where something is calculated
    from headway.engine.measures.quality_rules import QualityRules  # noqa: PLC0415
    from headway.engine.network import schedule  # noqa: PLC0415
    from headway.engine.network.conflicts import conflicts  # noqa: PLC0415

    document = take(component).document
    if not document.tasks:
        return Found([], [])
    plan, options = to_plan(document), options_of(document)
    result = schedule(plan, options)
    words = Words(
        plan, [task.uid for task in document.tasks], {task.uid for task in document.tasks if not task.external}
    )
    found = [words.of_run(each) for each in (*result.diagnostics, *conflicts(plan, result, options))]
    told: list[dict[str, Any]] = []
    if result.ok:
        said = {each["id"] for each in found}
        facts = facts_of(component, words.uids, [task.name for task in document.tasks])
        usual = QualityRules(minutes_per_day=component.minutes_per_day)
        rules = usual.replace(checks=with_marks(usual.checks, marks))
        checks = list(zip(rules.checks, assess_quality(plan, result, options, facts, rules), strict=True))
        found += [words.of_check(check, each) for check, each in checks if is_finding(check, each, said)]
        told = [as_told(check, each, standard) for (check, each), standard in zip(checks, usual.checks, strict=True)]
    found += outside_estimates(component, MOST_TASKS)
    return Found(sorted(found, key=lambda each: ORDER[each["level"]]), told)


def as_told(check: Check, result: CheckResult | None, standard: Check) -> dict[str, Any]:
    """Return the result of a check, with what it was held against and what the guide says."""
    return {
        "id": check.id, "name": check.name, "counts": check.formula, "population": check.population,
        "source": check.source, "unit": check.unit, "value": result and result.value,
        "passed": result and result.passed, "advisory": check.advisory, "operator": check.operator,
        "threshold": check.threshold, "upper": check.upper, "standard": standard.threshold,
    }  # fmt: skip


def unchecked(marks: Mapping[str, Mark]) -> list[dict[str, Any]]:
    """Return the checks where there is no schedule to check."""
    from headway.engine.measures.quality_table import CHECKS  # noqa: PLC0415

    return [as_told(check, None, usual) for check, usual in zip(with_marks(CHECKS, marks), CHECKS, strict=True)]


def is_finding(check: Check, result: CheckResult, said: set[str]) -> bool:
    """Tell whether a check has something to say that nothing else said before."""
    if check.id in COMPOSED or SAID_BY_THE_RUN.get(check.id) in said:
        return False
    return result.passed is False or (check.advisory and bool(result.tasks or result.links))


def facts_of(component: Component, uids: list[int], names: list[str]) -> QualityFacts:
    """Return what the checks ask beside the plan: the current baseline, who carries work or cost, the present."""
    from headway.engine.measures.quality_subject import QualityFacts  # noqa: PLC0415 - brings numba along

    baseline = Baselined(component)
    start, finish, duration = baseline.columns(np.array(uids, np.int64))
    carrying = set(Assignment.objects.filter(component=component).values_list("task_id", flat=True))
    rows = Task.objects.filter(component=component).values_list("pk", "work_minutes", "cost", "fixed_cost")
    carrying |= {pk for pk, *loads in rows if any(loads)}
    present = timezone.localtime().replace(tzinfo=None) - EPOCH
    columns = [column.astype(np.int32) for column in (start, finish, duration)] if baseline.rows else [None] * 3
    return QualityFacts(
        baseline_start=columns[0], baseline_finish=columns[1], baseline_duration=columns[2],
        loaded=np.array([uid in carrying for uid in uids], bool), names=names,
        today=int(present.total_seconds()) // 60,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """Findings about the rows of a plan as findings about its tasks."""

    plan: Plan
    uids: list[int]
    own: set[int]
    """What the plan itself holds: tasks of other plans are not named."""

    def of_run(self, each: Diagnostic) -> dict[str, Any]:
        links = () if each.tasks else each.links
        return self.finding(each.id, each.level, each.message, each.tasks, links)

    def of_check(self, check: Check, result: CheckResult) -> dict[str, Any]:
        level = "advice" if result.passed is None else "warning"
        found = self.finding(check.id, level, in_words(check, result), result.tasks, result.links)
        return {**found, "title": check.name, "source": check.source}

    def finding(self, name: str, level: str, text: str, rows: Iterable[int], links: Iterable[int]) -> dict[str, Any]:
        """Return a finding with its tasks; a link is named by the task that waits."""
        waiting = (int(self.plan.links.successor[link]) for link in links)
        tasks = [uid for uid in dict.fromkeys(self.uids[row] for row in (*rows, *waiting)) if uid in self.own]
        return {
            "id": name, "level": level, "title": TITLES.get(name, name.replace("-", " ").capitalize()), "text": text,
            "remedy": REMEDIES.get(name, ERROR), "count": len(tasks), "tasks": tasks[:MOST_TASKS],
        }  # fmt: skip


def in_words(check: Check, result: CheckResult) -> str:
    """Return what was counted, its value, and the mark that it misses."""
    counted = check.formula.removesuffix(" / tasks").removesuffix(" / links")
    value = "" if result.value is None else f": {result.value:,.3g}{' %' if check.unit == '%' else ''}"
    limits = {"<=": "at most", ">=": "at least", "=": "exactly"}
    mark = ""
    if result.threshold is not None and check.operator in limits and not check.advisory:
        mark = f" (allowed is {limits[check.operator]} {result.threshold:g}{' %' if check.unit == '%' else ''})"
    return f"{counted[:1].upper()}{counted[1:]}{value}{mark}."
