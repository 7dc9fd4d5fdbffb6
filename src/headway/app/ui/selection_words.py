"""An answer of the engine, or a frozen one, in words and figures: a line a candidate, what is broken or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from headway.app.models import SelectionCandidate
from headway.app.queries.figures import in_percent
from headway.app.ui.kpis import Kpi
from headway.app.ui.templatetags.headway import NONE, money, value_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.app.bridge.selection_answer import Told
    from headway.app.queries.selection_rounds import Inputs

Names = dict[int, str]
WISHES = dict(SelectionCandidate.Wish.choices)
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate with what became of it."""

    id: int
    name: str
    url: str
    """Of the component, where the reader sees it."""
    facts: dict[str, Any]
    """As it was put in."""
    cost: str
    window: str
    start: str
    """The period in which it starts; empty where it is not chosen."""
    why: str

    @property
    def wish(self) -> str:
        return WISHES[self.facts["wish"]] if self.facts["wish"] != SelectionCandidate.Wish.FREE else ""


class Words:
    """Says things about one round in the names and the currency that its reader knows."""

    def __init__(self, inputs: Inputs, told: Told, names: Names) -> None:
        self.inputs, self.told, self.names = inputs, told, names
        self.periods: list[str] = inputs["periods"]

    def money(self, amount: Any) -> str:
        return money(Decimal(str(amount)), self.inputs["currency"])

    def listed(self, ids: Sequence[int]) -> str:
        """Name candidates; more than a few are counted."""
        named = [f"“{self.names[pk]}”" for pk in ids[:MOST_NAMED]]
        more = [f"{len(ids) - MOST_NAMED} more"] if len(ids) > MOST_NAMED else []
        parts = named + more
        return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""

    def lines(self) -> list[Line]:
        """Return the candidates, what is chosen first in the order of its start."""
        starts = dict(self.told.get("chosen", ()))
        why = self.reasons()
        found = [self.line(one, starts.get(one["id"]), why.get(one["id"], "")) for one in self.inputs["candidates"]]
        return sorted(found, key=lambda line: (not line.start, starts.get(line.id, 0), -Decimal(line.facts["value"])))

    def line(self, one: dict[str, Any], start: int | None, why: str) -> Line:
        name = self.names[one["id"]]
        seen = one["component"] is not None and name == one["name"]
        return Line(
            id=one["id"], name=name, url=reverse("component", args=[one["component"]]) if seen else "", facts=one,
            cost=self.money(sum(map(Decimal, one["costs"]))), window=self.window(one),
            start="" if start is None else self.periods[start], why=why,
        )  # fmt: skip

    def window(self, one: dict[str, Any]) -> str:
        """Return when it may start; nothing where any time will do."""
        first = f"from {self.periods[one['earliest']]}" if one["earliest"] else ""
        last = "" if one["latest"] is None else f"until {self.periods[min(one['latest'], len(self.periods) - 1)]}"
        return " ".join(filter(None, [first, last]))

    def reasons(self) -> dict[int, str]:
        """Return for each candidate what speaks for the choice: what it would be missed by, or would need."""
        found = {each["candidate"]: self.cut(each) for each in self.told.get("cuts", ())}
        found |= {each["candidate"]: self.left_out(each) for each in self.told.get("left_out", ())}
        costs = {each["candidate"]: each["cost"] for each in self.told.get("holds", ())}
        for one in self.inputs["candidates"]:
            if one["id"] in costs:
                found[one["id"]] = self.held(one, costs[one["id"]])
        return found

    def held(self, one: dict[str, Any], cost: str | None) -> str:
        act = "Held in" if one["wish"] == SelectionCandidate.Wish.MUST else "Held out"
        price = "" if cost is None else f" It costs {value_points(cost)} of value."
        return f"{act}: {one['reason'].rstrip('.')}.{price}"

    def cut(self, each: Told) -> str:
        if each["loss"] is None:
            return "Cannot be left out while all limits are kept."
        instead = f"; {self.listed(each['instead'])} would take its place" if each["instead"] else ""
        return f"Without it {between(each['loss'])} of value is lost{instead}."

    def left_out(self, each: Told) -> str:
        """Return why a candidate is not chosen, what it would need, and what insisting on it would cost."""
        said = [self.reason(word, each) for word in each["reasons"]]
        if each["regret"] is not None and any(each["regret"]):
            pushed = f" and drops {self.listed(each['displaces'])}" if each["displaces"] else ""
            said.append(f"Insisting on it loses {between(each['regret'])} of value{pushed}.")
        return " ".join(said)

    def reason(self, word: str, each: Told) -> str:
        if word == "limits":
            return self.needed(each["needs"])
        others = self.listed(each["others"])
        return {
            "forbidden": "It is held out.",
            "no-start": "No start between its earliest and its latest fits the round.",
            "excluded": f"Excluded by {others}.",
            "prerequisite": f"Needs {others}, which is not chosen.",
            "adds-nothing": "It would add no value.",
            "others-are-worth-more": "Others may be worth more: this is not proven.",
            "least-violation": "Not all limits can be kept anyway.",
        }[word]

    def needed(self, needs: Iterable[Told]) -> str:
        parts = [f"{self.money(each['amount'])} more in {self.periods[each['period']]}" for each in needs]
        return f"Beside what is chosen it needs {', '.join(parts)}." if parts else "It breaks another limit."

    def violations(self) -> list[str]:
        """Return what cannot be kept, each with its amount."""
        return [self.violation(each) for each in self.told.get("violations", ())]

    def violation(self, each: Told) -> str:
        if each["kind"] == "budget":
            return f"{self.periods[each['period']]} is over its budget by {self.money(each['amount'])}."
        named = [f"“{self.names[pk]}”" for pk in each["candidates"]]
        return {
            "mandatory": "{0} is held in, and is not chosen.",
            "forbidden": "{0} is held out, and is chosen.",
            "start": "{0} starts when it may not.",
            "prerequisite": "{1} needs {0}, which is not chosen.",
            "exclusion": "{0} and {1} exclude each other, and both are chosen.",
        }[each["kind"]].format(*named)

    def problems(self) -> list[str]:
        """Return what is wrong with the inputs, and what to do."""
        return [f"{each['text'].format(*(self.names[pk] for pk in each['candidates']))} {each['remedy']}"
                for each in self.told.get("problems", ())]  # fmt: skip

    def kpis(self) -> list[Kpi]:
        """Return the figures at the head of the page; each leads to what it is made of."""
        spent, given = sum(map(Decimal, self.told["spend"])), sum(map(Decimal, self.inputs["budgets"]))
        lost = Decimal(self.told["free_value"]) - Decimal(self.told["value"]) if self.told["free_value"] else None
        over = any(Decimal(each) < 0 for each in self.told["left"])
        share = f"{in_percent(float(spent / given))} of {self.money(given)}" if given else "no budget is given"
        return [
            Kpi("Chosen", f"{len(self.told['chosen'])} of {len(self.inputs['candidates'])}", "candidates", "#chosen"),
            Kpi("Value", value_points(self.told["value"]), "of all that is chosen", "#chosen"),
            Kpi("Spending", self.money(spent), share, "#money", "bad" if over else ""),
            Kpi("Left at the end", self.money(self.told["left"][-1]), "of all budgets", "#money"),
            Kpi("What is held costs", NONE if lost is None else value_points(lost), "of the free optimum", "#chosen",
                "bad" if lost else ""),
            Kpi("Proven", *self.proof(), "#curve"),
        ]  # fmt: skip

    def proof(self) -> tuple[str, str]:
        gap = self.told["gap"]
        if self.told["status"] == "optimal":
            return "best there is" if not gap else f"within {in_percent(gap, 1)}", "nothing else is worth more"
        if self.told["status"] == "feasible" and gap is not None:
            return f"within {in_percent(gap, 1)}", "the time ended first"
        return NONE, "not all limits can be kept"


def between(ends: Sequence[float | None]) -> str:
    """Return an amount that is known, or the interval in which it lies."""
    low, high = ends
    if low == high or low is None:
        return value_points(low or 0)
    return f"at least {value_points(low)}" if high is None else f"{value_points(low)} to {value_points(high)}"
