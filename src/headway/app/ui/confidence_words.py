"""What the simulation said of a component, in sentences and key figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import format_html

from headway.app.bridge.confidence.words import share_in_words
from headway.app.ui.kpis import Kpi
from headway.app.ui.templatetags.days import last_day
from headway.app.ui.templatetags.headway import NONE, SPACE, money, signed_days, tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from headway.app.bridge.confidence.answer import Told

DAY = 1440
GOOD, FAIR = 0.7, 0.4
"""From which share of the runs a date is likely kept, and from which it is open."""
ACTS = {
    "tasks": "on its tasks",
    "end": "at the end of its plans",
    "money": "on the cost only",
    "nothing": "on nothing that is still to do",
    "unjudged": "nobody has said how probable it is, or what it costs",
}


def chance(share: float | None) -> str:
    """Return a share of the runs: "23 %"; what never or always came says so without claiming certainty."""
    if share is None:
        return NONE
    return share_in_words(share).replace(" %", f"{SPACE}%")


def chance_tone(share: float | None) -> str:
    if share is None:
        return ""
    return "good" if share >= GOOD else "warn" if share >= FAIR else "bad"


def chance_rag(share: float | None) -> str:
    return {"good": "green", "warn": "amber", "bad": "red", "": "none"}[chance_tone(share)]


def sentence(told: Told) -> SafeString:
    """Return the answer in a sentence."""
    finish = told["finish"]
    said = format_html("Ends by {} in half of the runs, and by {} in 80 of 100.", *map(last_day, levels(finish)))
    if finish["agreed"] is None:
        return format_html("{} No date is agreed: neither a baseline nor a latest finish is set.", said)
    kept = chance(finish["agreed_probability"])
    return format_html("{} The agreed {} holds in {}.", said, last_day(finish["agreed"]), kept)


def levels(part: dict[str, Any]) -> tuple[int, int]:
    return round(part["p50"]), round(part["p80"])


def kpis_of(told: Told) -> list[Kpi]:
    """Return the figures at the head of the page."""
    return [*finish_kpis(told["finish"]), *cost_kpis(told)]


def finish_kpis(finish: dict[str, Any]) -> list[Kpi]:
    p50, p80 = levels(finish)
    planned, agreed = finish["planned"], finish["agreed"]
    kept = finish["agreed_probability"]
    held = format_html("of the runs end by {}", last_day(agreed)) if agreed is not None else "no date is agreed"
    return [
        Kpi("P50 finish", last_day(p50), against(p50, planned), "#finish", tone(days(p50, planned))),
        Kpi("P80 finish", last_day(p80), against(p80, planned), "#finish", tone(days(p80, planned))),
        Kpi("Agreed date holds", chance(kept), held, "#finish", chance_tone(kept)),
        Kpi("Planned date holds", chance(finish["planned_probability"]),
            format_html("of the runs end by {}", last_day(planned)), "#finish",
            chance_tone(finish["planned_probability"])),
    ]  # fmt: skip


def cost_kpis(told: Told) -> list[Kpi]:
    cost = told["cost"]
    if cost is None:
        return [Kpi("P80 cost", NONE, "no cost is planned", "#assumed"), together(told)]
    p80, agreed = cost["p80"], cost["agreed"]
    kept = cost["agreed_probability"]
    note = f"{chance(kept)} keep {money(agreed, told['currency'])}" if agreed is not None else "no budget is given"
    return [Kpi("P80 cost", money(p80, told["currency"]), note, "#cost", chance_tone(kept)), together(told)]


def together(told: Told) -> Kpi:
    joint = told["joint"]
    note = "of the runs keep both" if joint is not None else "needs an agreed date and a budget"
    return Kpi("Date and budget", chance(joint), note, "#cost" if told["cost"] else "#finish", chance_tone(joint))


def days(later: float, earlier: float | None) -> float | None:
    """Return days of the calendar between two instants."""
    return None if earlier is None else (later - earlier) / DAY


def against(at: float, planned: float | None) -> str:
    gap = days(at, planned)
    if gap is None:
        return "no finish is planned"
    return "as planned" if abs(gap) < 0.5 else f"{signed_days(round(gap))} against the plan"


def assumed(told: Told) -> str:
    """Return what the durations come from."""
    counts = told["counts"]
    own, by_setting, certain = counts["own"], counts["assumed"], counts["certain"]
    parts = [
        (own, "with an estimate of {} own", "its", "their"),
        (by_setting, "with the range assumed for {} project", "its", "their"),
        (certain, "taken as certain", "", ""),
    ]
    said = [f"{count:,} {words.format(one if count == 1 else many)}" for count, words, one, many in parts if count]
    return ", ".join(said) or "no open task"


def gain(row: dict[str, Any], currency: str) -> str:
    """Return what the P80 would be without a risk: of an opportunity it would be worse."""
    parts = [days_gained(row["days"]), money_gained(row["money"], currency)]
    said = ", ".join(part for part in parts if part)
    return f"Without it: {said}" if said else "Without it: no change"


def days_gained(gained: float | None) -> str:
    if gained is None or abs(gained) < 0.5:
        return ""
    size = f"{abs(gained):,.0f} day{'' if round(abs(gained)) == 1 else 's'}"
    return f"{size} earlier" if gained > 0 else f"{size} later"


def money_gained(gained: float | None, currency: str) -> str:
    if gained is None or abs(gained) < 0.5:
        return ""
    return f"{money(abs(gained), currency)} {'less' if gained > 0 else 'more'}"


def signed_money(amount: float | None, currency: str) -> str:
    if amount is None or abs(amount) < 0.5:
        return NONE
    return f"{'+' if amount > 0 else ''}{money(amount, currency)}"


def weightiest(risks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the risks in the order in which treating them pays: days first, then money."""
    return sorted(risks, key=lambda row: (-round(abs(row["days"] or 0)), -abs(row["money"] or 0)))


def line_of_risk(row: dict[str, Any], currency: str) -> dict[str, Any]:
    return row | {
        "chance": chance(row["happened"]), "gain": gain(row, currency), "where": where(row),
        "gained_days": signed_days(-row["days"] if row["days"] is not None else None),
        "gained_money": signed_money(-row["money"] if row["money"] is not None else None, currency),
    }  # fmt: skip


def where(row: dict[str, Any]) -> str:
    named = [name for name in row.get("acts_on", ()) if name]
    acts = ACTS.get(row["acts"], row["acts"])
    return f"{acts}: {', '.join(named)}" if named else acts


def in_short(told: Told) -> SafeString | str:
    """Return the answer in a line: "P80 9 Apr 2028, the agreed date holds in 23 %"; nothing without one."""
    if not told:
        return ""
    finish = told["finish"]
    kept = finish["agreed_probability"]
    words = "no date is agreed" if kept is None else f"the agreed date holds in {chance(kept)} of the runs"
    return format_html("P80 finish {}, {}", last_day(levels(finish)[1]), words)


def gain_of(told: Told, risk: int) -> str:
    """Return what a risk costs the P80 of where it was found; nothing where that is not simulated."""
    row = next((each for each in told.get("risks", ()) if each["id"] == risk), None)
    return gain(row, told["currency"]) if row is not None else ""
