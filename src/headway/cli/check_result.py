"""A file with the quality of its schedule, in the words of JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway.cli.schedule_result import ScheduledFile, iso, names_of

if TYPE_CHECKING:
    from headway.engine.measures.quality import CheckResult
    from headway.engine.measures.quality_rules import QualityRules
    from headway.engine.measures.quality_table import Check
    from headway.engine.network.result import Diagnostic


@dataclass(frozen=True, slots=True)
class CheckedFile:
    scheduled: ScheduledFile
    results: tuple[CheckResult, ...]
    conflicts: tuple[Diagnostic, ...]
    rules: QualityRules

    @property
    def failed(self) -> int:
        return sum(each.passed is False for each in self.results)

    @property
    def pairs(self) -> list[tuple[Check, CheckResult]]:
        return list(zip(self.rules.checks, self.results, strict=True))


def as_json(checked: CheckedFile) -> dict[str, Any]:
    scheduled = checked.scheduled
    document = scheduled.document
    troubles = (*scheduled.schedule.diagnostics, *checked.conflicts)
    return {
        "project": {
            "name": document.name,
            "format": document.format,
            "mode": scheduled.options.mode,
            "status_date": iso(scheduled.plan.projects[0].status_date),
            "ok": scheduled.schedule.ok,
            "failed": checked.failed,
        },
        "checks": [_check(checked, check, result) for check, result in checked.pairs],
        "diagnostics": [
            {
                "id": each.id,
                "level": each.level,
                "message": each.message,
                "tasks": [document.tasks[row].uid for row in each.tasks],
                "links": [_link(checked, row) for row in each.links],
                "names": names_of(scheduled, each),
            }
            for each in troubles
        ],
    }


def _check(checked: CheckedFile, check: Check, result: CheckResult) -> dict[str, Any]:
    tasks = checked.scheduled.document.tasks
    return {
        "id": check.id,
        "name": check.name,
        "alias": check.alias,
        "verdict": verdict(check, result),
        "passed": result.passed,
        "value": result.value,
        "unit": check.unit,
        "operator": check.operator,
        "threshold": result.threshold,
        "upper": check.upper,
        "numerator": result.numerator,
        "denominator": result.denominator,
        "population": result.population,
        "formula": check.formula,
        "source": check.source,
        "reason": result.reason,
        "tasks": [tasks[row].uid for row in result.tasks],
        "links": [_link(checked, row) for row in result.links],
    }


def _link(checked: CheckedFile, row: int) -> dict[str, Any]:
    link = checked.scheduled.document.links[row]
    return {"predecessor": link.predecessor, "successor": link.successor, "type": link.type}


def verdict(check: Check, result: CheckResult) -> str:
    """Return pass, fail, advisory, or unknown where nothing could be worked out."""
    if result.passed is not None:
        return "pass" if result.passed else "fail"
    return "advisory" if check.advisory and result.value is not None else "unknown"
