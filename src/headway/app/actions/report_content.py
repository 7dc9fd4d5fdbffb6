"""What people do to the lines and statuses of a draft; pure."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from headway.app.actions.edit import typed_text
from headway.app.actions.errors import Refused
from headway.app.bridge.reports.draft import line
from headway.app.bridge.reports.status import DIMENSIONS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.app.bridge.reports.draft import Content, Line
    from headway.app.bridge.reports.status import Judged
    from headway.app.models import Report

Wanted = dict[str, list[dict[str, Any]]]
LONGEST_LINE = 1000
MOST_LINES = 60
"""Lines of one section."""
LONGEST_REASON = 500
RANK = {"green": 0, "amber": 1, "red": 2}
PEOPLE = frozenset({"corrected", "added", "dropped"})


def checked_text(value: Any) -> str:
    """Return one line of text as it is kept; refuse what is no text or too long."""
    if not isinstance(value, str) or any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in value):
        raise Refused("invalid-line", "A line holds characters that no one can read.", "", "Type it again.")
    text = " ".join(value.split())
    if len(text) > LONGEST_LINE:
        raise Refused("line-too-long", f"A line is longer than {LONGEST_LINE} letters.", text[:60],
                      "Make it two lines, or put it into the notes.")  # fmt: skip
    return text


def edited(content: Content, wanted: Wanted) -> Content:
    """Return the draft with the lines that a person wants: known ones kept or corrected, missing ones dropped, new ones
    added. Sections that are not mentioned stay as they are.
    """
    unknown = sorted(set(wanted) - set(content))
    if unknown:
        raise Refused("unknown-section", f"This report has no section “{unknown[0][:40]}”.", "",
                      "Its sections are: " + ", ".join(content) + ".")  # fmt: skip
    result = {}
    for section, lines in content.items():
        if section not in wanted:
            result[section] = lines
            continue
        if len(wanted[section]) > MOST_LINES:
            raise Refused("too-many-lines", f"A section holds {MOST_LINES} lines at most.", section, "Join some.")
        known = {each["key"]: each for each in lines}
        kept = [changed(known.pop(str(each.get("key")), None), each, len(lines) + n)
                for n, each in enumerate(wanted[section])]  # fmt: skip
        result[section] = [each for each in kept if each] + [
            each | {"origin": "dropped"} for each in known.values() if each["origin"] != "added"
        ]
    return result


def changed(old: Line | None, wanted: Mapping[str, Any], number: int) -> Line | None:
    text = checked_text(wanted.get("text", ""))
    ask = bool(wanted.get("request"))
    if not text:
        return None if old is None or old["origin"] == "added" else old | {"origin": "dropped"}
    if old is None:
        return line(f"added-{number}", text) | {"origin": "added", "drafted": "", "request": ask}
    if old["origin"] == "added":
        return old | {"text": text, "request": ask}
    origin = "drafted" if text == old["drafted"] else "corrected"
    return old | {"text": text, "origin": origin, "request": ask}


def redrafted(old: Content, new: Content) -> Content:
    """Return a new draft that keeps what people corrected, added and dropped in the old one."""
    result = {}
    for section, lines in new.items():
        before = {each["key"]: each for each in old.get(section, []) if each["origin"] in PEOPLE or each.get("request")}
        merged = [before.pop(each["key"]) | {"drafted": each["drafted"]} if each["key"] in before else each
                  for each in lines]  # fmt: skip
        merged = [each | {"text": each["drafted"]} if each["origin"] == "drafted" else each for each in merged]
        result[section] = merged + [each for each in before.values() if each["origin"] in {"corrected", "added"}]
    return result


def without_dropped(content: Content) -> Content:
    return {section: [each for each in lines if each["origin"] != "dropped"] for section, lines in content.items()}


def statuses_from(judged: Mapping[str, Judged], old: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return computed statuses beside what was typed before."""
    return {
        name: {
            "computed": each.level,
            "why": each.why,
            "typed": old.get(name, {}).get("typed", ""),
            "reason": old.get(name, {}).get("reason", ""),
        }
        for name, each in judged.items()
    }


def typed_statuses(
    statuses: Mapping[str, Mapping[str, str]], wanted: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, str]]:
    """Return the statuses with what a person typed; a level that says the same as the computed one is none."""
    result = {name: dict(each) for name, each in statuses.items()}
    for name, said in wanted.items():
        level = str(said.get("typed") or "")
        if name not in result or level not in {"", *LEVELS}:
            raise Refused("unknown-status", f"“{name[:40]}: {level[:20]}” is no status.", "",
                          "A dimension is green, amber or red, or left as computed.")  # fmt: skip
        typed = "" if level == result[name]["computed"] else level
        result[name]["typed"] = typed
        reason = checked_text(said.get("reason") or "") if typed else ""
        result[name]["reason"] = typed_text(reason, LONGEST_REASON, f"Why {name} differs")
    return result


def overridden(statuses: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the dimensions where a person says something else than what was computed."""
    return [name for name, each in statuses.items() if each["typed"] and each["computed"] in RANK]


def contradicted(statuses: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the dimensions where a person says it stands better than what was computed."""
    return [name for name in overridden(statuses)
            if RANK[statuses[name]["typed"]] < RANK[statuses[name]["computed"]]]  # fmt: skip


def require_reasons(statuses: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse overrides without a reason."""
    silent = [DIMENSIONS[name] for name in overridden(statuses) if not statuses[name]["reason"].strip()]
    if silent:
        raise Refused(
            "override-needs-reason",
            f"You say something else than what was computed: {', '.join(silent)}.",
            "Readers see both, and why.",
            "Give the reason, or leave the computed status.",
        )


def levels_of(statuses: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the level that is meant in each dimension."""
    return {name: each["typed"] or each["computed"] for name, each in statuses.items()}


def worst(levels: Sequence[str]) -> str:
    return max((each for each in levels if each in RANK), key=RANK.__getitem__, default="none")


def hash_of_report(report: Report, attachments: Sequence[tuple[str, str]]) -> str:
    """Return the SHA-256 of everything that a report says, and of the files with it."""
    said = {
        "component": report.component_id,
        "kind": report.kind,
        "day": report.day.isoformat(),
        "content": report.content,
        "statuses": report.statuses,
        "confidence": report.confidence,
        "notes": report.notes,
        "hours": None if report.hours is None else f"{report.hours:.2f}",
        "weather": report.weather,
        "attachments": list(attachments),
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
