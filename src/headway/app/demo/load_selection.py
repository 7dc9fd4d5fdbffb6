"""A round of selection of the demonstration: what the utility does next, with its real projects among the candidates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from headway.app.actions.selection_candidates import add_candidate, hold_candidate
from headway.app.actions.selection_decisions import approve_selection, propose_selection
from headway.app.actions.selection_rounds import start_selection
from headway.app.bridge.selection_answers import answer_now
from headway.app.demo.load_reports import acting
from headway.app.models import SelectionRound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from headway.app.models import Component, Person


class Candidate(NamedTuple):
    key: str
    """Of a component; a name with a space is an idea."""
    value: int
    costs: str
    """Thousands in each period of its life."""
    earliest: int = 0
    latest: int | None = None
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    hold: tuple[str, str] = ("", "")
    """Wish and reason."""


MEANS = "Points of the yearly scoring: safety, supply, customers, return"
CANDIDATES = (
    Candidate("coastline", 88, "2600 2600 2400 2200 1800", 0, 0, hold=("must", "The contracts are signed")),
    Candidate("smart", 41, "420 420 420 420"),
    Candidate("portal", 33, "260 260 180"),
    Candidate("billing", 76, "1900 1900 1700 1500", 0, 1, hold=("must", "The regulator has set the date")),
    Candidate("migration", 25, "180 220 160", needs=("billing",)),
    Candidate("battery", 47, "900 2600 3100 1900 900", 1),
    Candidate("hydrogen", 12, "160 160"),
    Candidate("Charging stations at the ferry quays", 38, "700 900 900 500", 1),
    Candidate("Second cable to the islands", 58, "1200 2300 2600 1900", 2),
    Candidate("Line patrol by drones", 21, "350 200 150", hold=("must_not", "The pilots are trained next year")),
    Candidate("Flexible tariffs for industry", 29, "240 380 300", needs=("billing",)),
    Candidate("Heat from the converter station", 34, "600 1400 1100", 1, excludes=("hydrogen",)),
    Candidate("New head office", 9, "1500 1500 1500", hold=("must_not", "Not while the grid is being rebuilt")),
)
BUDGETS = (6000, 6200, 6400, 5800, 4400, 3200, 2600, 2000)
PAST = (Candidate("Poles of composite", 14, "300 300"), Candidate("Sensors in the cable ducts", 22, "400 350 200"),
        Candidate("Mobile substation", 30, "900 900"))  # fmt: skip


def load_selection(people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    """Leave one round decided, and the next one with its portfolio manager."""
    manager, chair = acting(people["ingrid"]), acting(people["helena"])
    past = begin(people, components, "Small works", monday.replace(month=1, day=1), (1200, 700, 600, 500), PAST)
    answer_now(past)
    propose_selection(manager, past, revision=past.revision)
    approve_selection(chair, past, rationale="The substation can wait for the new frame agreement.")
    begin(people, components, "Investments of the next two years", next_quarter(monday), BUDGETS, CANDIDATES)


def next_quarter(day: date) -> date:
    """Return the first day of the quarter that comes."""
    month = (day.month - 1) // 3 * 3 + 4
    return day.replace(year=day.year + month // 13, month=(month - 1) % 12 + 1, day=1)


def begin(
    people: Mapping[str, Person],
    components: Mapping[str, Component],
    name: str,
    starts_on: date,
    budgets: tuple[int, ...],
    candidates: tuple[Candidate, ...],
) -> SelectionRound:
    manager = acting(people["ingrid"])
    row = start_selection(manager, components["root"], name=name, starts_on=starts_on, periods=len(budgets),
                          budgets=[Decimal(each) * 1000 for each in budgets])  # fmt: skip
    numbers: dict[str, int] = {}
    for one in candidates:
        what = {"name": one.key} if " " in one.key else {"subject": components[one.key]}
        added = add_candidate(
            manager, row, value=Decimal(one.value), value_means=MEANS, earliest=one.earliest, latest=one.latest,
            costs=[Decimal(each) * 1000 for each in one.costs.split()], needs=[numbers[key] for key in one.needs],
            excludes=[numbers[key] for key in one.excludes], **what,
        )  # fmt: skip
        numbers[one.key] = added.pk
        if one.hold[0]:
            hold_candidate(manager, added, wish=one.hold[0], reason=one.hold[1])
    return SelectionRound.objects.get(pk=row.pk)
