"""What the form of a draft holds, as the actions take it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from headway.app.actions.errors import Refused

if TYPE_CHECKING:
    from django.http import QueryDict

    from headway.app.models import Report


def lines_of(data: QueryDict, report: Report) -> dict[str, list[dict[str, Any]]]:
    """Return the wanted lines of each section: those that are ticked, and one for each line of what was added."""
    wanted = {}
    for section, lines in report.content.items():
        kept, asked = (set(map(str, data.getlist(f"{act}-{section}"))) for act in ("keep", "ask"))
        rows = [
            {"key": each["key"], "text": data.get(f"text-{section}-{each['key']}", each["text"]),
             "request": each["key"] in asked}
            for each in lines
            if each["key"] in kept
        ]  # fmt: skip
        added = data.get(f"add-{section}", "").splitlines()
        ask = section == "needs" and "ask-new" in data
        wanted[section] = rows + [{"text": text, "request": ask} for text in added if text.strip()]
    return wanted


def statuses_of(data: QueryDict, report: Report) -> dict[str, dict[str, str]]:
    return {
        name: {"typed": str(data[f"typed-{name}"]), "reason": str(data.get(f"reason-{name}", ""))}
        for name in report.statuses
        if f"typed-{name}" in data
    }


def plain_of(data: QueryDict) -> dict[str, Any]:
    """Return notes, hours and weather."""
    values: dict[str, Any] = {name: data[name] for name in ("notes", "weather") if name in data}
    if "hours" in data:
        text = str(data["hours"]).strip().replace(",", ".")
        try:
            values["hours"] = Decimal(text) if text else None
        except InvalidOperation as error:
            raise Refused("invalid-value", "Hours: this is not a number.", text[:40], "Type it as 37.5.") from error
    return values
