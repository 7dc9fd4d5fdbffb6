"""Computed status of each dimension and confidence in the forecast, each with its reasons; pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from headway.app.bridge.confidence.words import share_in_words
from headway.app.bridge.reasons import counted, in_days
from headway.app.queries.money import exact

if TYPE_CHECKING:
    from headway.app.bridge.reports.facts import Facts

DIMENSIONS = {"time": "Time", "cost": "Cost", "scope": "Scope", "quality": "Quality", "risk": "Risk"}
LEVELS = ("green", "amber", "red")
WORST = {"red": 0, "amber": 1, "green": 2, "none": 3}
OF_TIME = frozenset({"finish-late", "deadline-missed", "negative-float", "plan-broken", "child-red", "child-amber"})
OF_SCOPE = frozenset({"behind-plan", "overdue-tasks"})
COST_RED = Decimal("1.10")
"""Forecast above the budget by this factor is red, above the budget amber."""
CRITICAL_LATE_LOW, CRITICAL_LATE_MEDIUM = 0.25, 0.10
MARGIN_MEDIUM_DAYS = 3.0
CRITICAL_SHARE_MEDIUM = 0.5
RED_PARTS_LOW = 1 / 3
HOLDS_LIKELY, HOLDS_OPEN = 0.7, 0.4
"""From which share of the runs on the agreed finish likely holds, and from which it may."""
NOT_MEASURED = "Nothing measures this yet; say how it stands."


@dataclass(frozen=True, slots=True)
class Judged:
    level: str
    why: str


@dataclass(frozen=True, slots=True)
class Confidence:
    level: str
    """high, medium, low, or none without a plan."""
    reasons: tuple[str, ...]


def computed_statuses(facts: Facts) -> dict[str, Judged]:
    """Return the level of every dimension; "none" where nothing measures it."""
    return {
        "time": of_reasons(facts, OF_TIME, "Every date holds its baseline and its deadline."),
        "cost": cost(facts),
        "scope": scope(facts),
        "quality": measured(facts, "quality"),
        "risk": risk(facts),
    }


def of_reasons(facts: Facts, wanted: frozenset[str], otherwise: str) -> Judged:
    """Return the worst of the reasons of a dimension; green needs a plan that can be compared."""
    found = [each for each in facts.reasons if each["id"] in wanted]
    found.sort(key=lambda each: WORST[each["level"]])
    if found:
        return Judged(found[0]["level"], "; ".join(f"{each['text']}" for each in found[:3]))
    if facts.health == "none":
        return Judged("none", "Nothing is planned yet.")
    if not facts.has_baseline:
        return Judged("none", "There is no baseline to compare with.")
    return Judged("green", otherwise)


def scope(facts: Facts) -> Judged:
    """Return how much of the planned work is done, and what came in that nobody had planned."""
    judged = of_reasons(facts, OF_SCOPE, "As much is complete as the baseline expected.")
    if facts.added and judged.level != "none":
        more = counted(facts.added, "task is", "tasks are") + " not in the baseline"
        return Judged(judged.level, f"{judged.why.rstrip('.')}; {more}")
    return judged


def measured(facts: Facts, dimension: str) -> Judged:
    """Return how a dimension that somebody measures stands against its tolerance."""
    found = [each for each in facts.tolerances if each.dimension == dimension and each.level != "none"]
    found.sort(key=lambda each: WORST[each.level])
    return Judged(found[0].level, found[0].text) if found else Judged("none", NOT_MEASURED)


def risk(facts: Facts) -> Judged:
    """Return how high the open threats of the register stand; without any, nothing is known of the risk."""
    threats = [each for each in facts.register if each.kind == "risk"]
    if not threats:
        return Judged("none", "The register holds no open threat.")
    kept = [each for each in threats if each.too_high]
    if kept:
        return Judged("red", f"{kept[0].text} is above what may be kept here, and nobody above was asked")
    for level in ("red", "amber"):
        found = [each for each in threats if each.level == level]
        if found:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            return Judged(level, f"{found[0].text}, score {found[0].score:.2f}{more}")
    return Judged("green", f"{counted(len(threats), 'threat is', 'threats are')} open, none of them high")


def cost(facts: Facts) -> Judged:
    if facts.money is None:
        return Judged("none", "No costs are planned, or there is no budget to compare with.")
    forecast, budget, currency = facts.money.forecast, facts.money.budget, facts.money.currency
    words = f"{exact(forecast, currency)} forecast, {exact(budget, currency)} budget"
    if forecast > budget * COST_RED:
        return Judged("red", words)
    return Judged("amber" if forecast > budget else "green", words)


def confidence(facts: Facts) -> Confidence:
    """Return how far the forecast can be relied on: the lowest of what its reasons say."""
    if facts.below:
        return confidence_above(facts)
    open_tasks = [task for task in facts.tasks if not task.done]
    if facts.health == "none" or not facts.tasks:
        return Confidence("none", ("There is no plan to rely on.",))
    if facts.broken:
        return Confidence("low", tuple(facts.broken[:3]))
    if not open_tasks:
        return Confidence("high", ("Everything is done.",))
    found = [margin_left(facts), *runs_that_hold(facts)]
    critical = [task for task in open_tasks if task.critical]
    if critical:
        late = [task for task in critical if task.finish is not None and task.finish < facts.now]
        share = len(late) / len(critical)
        level = 0 if share > CRITICAL_LATE_LOW else 1 if share > CRITICAL_LATE_MEDIUM else 2
        found.append((level, f"{len(late)} of {counted(len(critical), 'critical task', 'critical tasks')} overdue"))
        wide = len(critical) / len(open_tasks)
        level = 1 if wide > CRITICAL_SHARE_MEDIUM and len(open_tasks) > 4 else 2
        found.append((level, f"{100 * wide:.0f} % of the open tasks are critical"))
    later = [each for each in facts.moves if each.after > each.before]
    found.append((1 if later else 2, counted(len(later), "open task moved", "open tasks moved") + " later"
                  if facts.before is not None else "No earlier report to compare with"))  # fmt: skip
    return lowest(found)


def margin_left(facts: Facts) -> tuple[int, str]:
    """Return how the working days between the forecast and the agreed finish bear on confidence."""
    if facts.margin_days is None:
        return 1, "No agreed finish to measure the float against"
    margin = facts.margin_days
    level = 2 if margin >= MARGIN_MEDIUM_DAYS else 1 if margin >= 0 else 0
    return level, f"{in_days(margin)} {'left before' if margin >= 0 else 'past'} the finish that was agreed"


def runs_that_hold(facts: Facts) -> list[tuple[int, str]]:
    """Return what the simulation says of the agreed finish, where there is one."""
    if facts.holds is None:
        return []
    level = 2 if facts.holds >= HOLDS_LIKELY else 1 if facts.holds >= HOLDS_OPEN else 0
    return [(level, f"The agreed finish holds in {share_in_words(facts.holds)} of the runs")]


def confidence_above(facts: Facts) -> Confidence:
    """Return the confidence in what holds plans: the finish that was agreed, and how many parts are off track."""
    planned = [each for each in facts.below if each.level != "none"]
    if not planned:
        return Confidence("none", ("Nothing below is planned yet.",))
    red = sum(each.level == "red" for each in planned)
    share = red / len(planned)
    level = 0 if share > RED_PARTS_LOW else 1 if red else 2
    return lowest(
        [
            margin_left(facts),
            *runs_that_hold(facts),
            (level, f"{red} of {counted(len(planned), 'part', 'parts')} off track"),
        ]
    )


def lowest(found: list[tuple[int, str]]) -> Confidence:
    found.sort(key=lambda pair: pair[0])
    return Confidence(("low", "medium", "high")[found[0][0]], tuple(words for _, words in found))
