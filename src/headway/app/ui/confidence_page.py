"""What the page on confidence shows of an answer: rows with their ways, charts, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from headway.app.ui.charts import confidence as charts
from headway.app.ui.confidence_words import (
    assumed,
    chance,
    chance_rag,
    kpis_of,
    line_of_risk,
    sentence,
    weightiest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.app.bridge.confidence.answer import Told

Row = dict[str, Any]
LEAST_READINGS = 2


def shown(told: Told, readings: Sequence[Any]) -> dict[str, Any]:
    """Return the context of an answer, as far as its state has something to show."""
    context: dict[str, Any] = {"told": told, "state": told["state"], "problems": told["problems"]}
    if told["state"] != "ok":
        return context
    return context | figures(told) | tables(told) | {
        "trend_chart": charts.trend(readings) if len(readings) >= LEAST_READINGS else None,
    }  # fmt: skip


def figures(told: Told) -> dict[str, Any]:
    bars = [with_way(row) for row in told["tornado"]]
    return {
        "sentence": sentence(told),
        "kpis": kpis_of(told),
        "assumed": assumed(told),
        "finish_chart": charts.finish_curve(told),
        "cost_chart": charts.cost_curve(told) if told["cost"] else None,
        "tornado_chart": charts.tornado(bars) if bars else None,
    }


def tables(told: Told) -> dict[str, Any]:
    currency = told["currency"]
    risks = weightiest(line_of_risk(with_record(row), currency) for row in told["risks"])
    several = len(told["projects"]) > 1
    return {
        "risks": risks,
        "projects": [project(row) for row in by_share(told["projects"])] if several else [],
        "milestones": [with_chance(with_task(row), "probability") for row in surest_last(told["milestones"])],
        "tasks": [with_chance(with_task(row), "criticality") for row in told["tasks"]],
        "widened": [with_task(row) for row in told["widened"]],
        "left_out": told["left_out"],
    }


def by_share(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row["drives"], -row["p80"]))


def surest_last(rows: Iterable[Row]) -> list[Row]:
    """Return milestones, the least sure first; those that nobody waits for by their date at the end."""
    return sorted(rows, key=lambda row: (row["probability"] is None, row["probability"] or 0.0, row["p80"]))


def project(row: Row) -> Row:
    url = reverse("confidence", args=[row["id"]]) if row["id"] else ""
    return with_chance(row, "agreed_probability") | {"url": url, "share": chance(row["drives"])}


def with_chance(row: Row, key: str) -> Row:
    return row | {"chance": chance(row[key]), "rag": chance_rag(row[key])}


def with_task(row: Row) -> Row:
    """Return a row with the way to its task; what the reader may not see has no id and leads nowhere."""
    seen = row["id"] and row["component"]
    return row | {"url": f"{reverse('schedule', args=[row['component']])}#task-{row['id']}" if seen else ""}


def with_record(row: Row) -> Row:
    return row | {"url": reverse("record", args=[row["id"]]) if row["id"] else ""}


def with_way(row: Row) -> Row:
    """Return a bar with the way to what it stands for."""
    if row["kind"] == "task":
        return with_task(row)
    if row["kind"] == "risk":
        return with_record(row)
    return row | {"url": reverse("confidence", args=[row["id"]]) + "#assumed" if row["id"] else ""}
