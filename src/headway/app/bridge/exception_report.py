"""The text of an exception report, from what is known: what, why, what follows, and what a board can answer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from headway.app.bridge.confidence.kept import current_told
from headway.app.bridge.confidence.words import cost_in_words, finish_in_words, share_in_words
from headway.app.bridge.exception_causes import causes_of
from headway.app.bridge.lateness import working_days_after
from headway.app.bridge.reasons import counted
from headway.app.bridge.rollup import working_between
from headway.app.bridge.tolerances import WORDS, below, forecast_cost, standings
from headway.app.models import UNITS, Component, ComponentPath, Dependency, Dimension, Task
from headway.app.queries.agreements import forecast_of_link
from headway.app.queries.audit.words import day_in_words
from headway.app.queries.money import exact
from headway.app.queries.working_days import working_days_of
from headway.engine.measures.tolerances import Band, judge

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from headway.app.bridge.confidence.answer import Told
    from headway.app.bridge.tolerances import Standing
    from headway.app.models import Event

MOST_HAND_OFFS = 5


def report_of(standing: Standing, last: Event | None) -> dict[str, Any]:
    """Return what, cause, consequence and options of a forecast that is outside its tolerance."""
    return {
        "what": what_of(standing),
        "cause": "\n".join(causes_of(standing, last)),
        **sure_of(standing),
    }


def sure_of(standing: Standing) -> dict[str, Any]:
    """Return the parts of the report that say what the simulation says, where it has an answer to the plan as it is."""
    component = standing.tolerance.component
    told = current_told(component)
    chances = [finish_in_words(told), cost_in_words(told)] if told else []
    return {"consequence": "\n".join(filter(None, [*chances, consequence_of(component)])),
            "options": options_of(standing, told)}  # fmt: skip


def amount(dimension: str, value: float, currency: str) -> str:
    unit = UNITS[dimension]
    if unit == "money":
        return exact(value, currency)
    number = f"{value:,.1f}".removesuffix(".0")
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}".strip()


def needed(dimension: str, value: float) -> float:
    """Return a limit that holds the value, with as many decimals as are shown."""
    size = 1 if UNITS[dimension] == "money" else 10
    return math.ceil(value * size - 1e-6) / size


def limit_text(dimension: str, deviation: float, currency: str) -> str:
    """Say which limit holds a deviation."""
    return amount(dimension, needed(dimension, abs(deviation)), currency)


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
        f"the tolerance is {amount(tolerance.dimension, limit or 0, currency)}."
    )


def consequence_of(component: Component) -> str:
    """Say which of its own tasks other plans wait for; not which plans: not every reader may see those."""
    inside = ComponentPath.objects.filter(ancestor=component).values("descendant")
    links = Dependency.objects.filter(from_component__in=inside, component__trashed_at=None)
    links = links.exclude(component__in=inside).select_related("predecessor", "from_component", "agreement")
    found = list(links.order_by("pk"))
    works = working_days_of([link.from_component for link in found])
    lines = dict.fromkeys(hand_off(link, works[link.from_component_id]) for link in found)
    return "\n".join(list(lines)[:MOST_HAND_OFFS]) or "Nothing outside of it waits for its tasks."


def hand_off(link: Dependency, works: Callable[[date], bool]) -> str:
    text = f"Another plan waits for “{link.predecessor}”"
    forecast = forecast_of_link(link)
    if forecast is None:
        return f"{text}."
    text += f", now forecast for {day_in_words(forecast)}"
    promised = link.agreement.promised_on if hasattr(link, "agreement") else None
    if promised is None:
        return f"{text}."
    late = working_days_after(works, promised, forecast)
    stands = f"{counted(late, 'working day', 'working days')} late" if forecast > promised else "which still holds"
    return f"{text} and promised for {day_in_words(promised)}: {stands}."


# ------------------------------------------------------------------ what a board can answer


def options_of(standing: Standing, told: Told) -> list[dict[str, Any]]:
    """Offer what a board can answer, each with its effect on the tolerances."""
    tolerance, judgement = standing.tolerance, standing.judgement
    if judgement is None or standing.band is None or standing.forecast is None:
        return []
    name, currency = tolerance.dimension, tolerance.component.currency
    off, above = abs(judgement.deviation), judgement.deviation > 0
    limit = (tolerance.plus if above else tolerance.minus) or 0.0
    new = needed(name, off)
    held = judge(standing.forecast, Band(standing.band.target, new, new, tolerance.warn))
    unchanged = {
        each.tolerance.dimension: f"stays {WORDS[each.status]}"
        for each in standings(tolerance.component)
        if each.tolerance.dimension != name and each.status != "none"
    }
    back = limit_text(name, off - limit, currency)
    return [
        {
            "title": "Adjust the tolerance",
            "note": f"Tolerate at least {limit_text(name, off, currency)} instead of {amount(name, limit, currency)}."
            + limit_for_p80(standing, told),
            "effects": {name: f"{WORDS[held.status]}, at its new limit", **unchanged},
        },
        {
            "title": "Exception plan",
            "note": f"Plan anew: win back {back} to keep the present tolerance, or set another one with the plan.",
            "effects": {name: "within, if the plan holds", **unchanged},
        },
        {
            "title": "Wait",
            "note": "Look at it again at the next report, or when it gets worse." + chance_until_then(standing, told),
            "effects": {name: "stays outside", **unchanged},
        },
        {
            "title": "Close prematurely",
            "note": f"Stop the work. {unspent(tolerance.component)}",
            "effects": {name: "ends", Dimension.BENEFIT.value: "is lost"},
        },
    ]


def limit_for_p80(standing: Standing, told: Told) -> str:
    """Say which limit would hold the P80, too: the forecast and what the P80 lies beyond the planned value."""
    name, judgement, forecast = standing.tolerance.dimension, standing.judgement, standing.forecast
    part = {Dimension.TIME: "finish", Dimension.COST: "cost"}.get(Dimension(name), "")
    values = told.get(part)
    if not values or judgement is None or judgement.deviation <= 0 or forecast is None or standing.band is None:
        return ""
    component = standing.tolerance.component
    beyond = values["p80"] - values["planned"]
    if name == Dimension.TIME:
        beyond = working_between(component, values["planned"], values["p80"]) / component.minutes_per_day
    if beyond <= 0:
        return ""
    limit = limit_text(name, forecast + beyond - standing.band.target, component.currency)
    return f" The P80 {part} would need {limit}."


def chance_until_then(standing: Standing, told: Told) -> str:
    """Say how probable what was agreed is while nothing is done."""
    part, what = ("cost", "budget") if standing.tolerance.dimension == Dimension.COST else ("finish", "agreed date")
    kept = (told.get(part) or {}).get("agreed_probability")
    return "" if kept is None else f" As planned now, the {what} holds in {share_in_words(kept)} of the runs."


def unspent(component: Component) -> str:
    """Say how much of the forecast cost is not spent yet."""
    forecast = forecast_cost(component)
    if not forecast:
        return "What was spent is spent."
    spent = Task.objects.filter(below(component), active=True, children=None).aggregate(sum=Sum("actual_cost"))["sum"]
    left = amount(Dimension.COST, forecast - float(spent or 0), component.currency)
    return f"{left} of {amount(Dimension.COST, forecast, component.currency)} are not spent yet."
