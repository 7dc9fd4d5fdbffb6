"""Objectives and benefits of the demonstration: what the programs are for, and which milestones it waits for."""

from __future__ import annotations

from typing import Any, NamedTuple


class Objective(NamedTuple):
    key: str
    where: str
    title: str
    by: str
    weight: int
    measure: str


class Benefit(NamedTuple):
    where: str
    title: str
    owner: str
    """Who keeps it, too."""
    status: str
    serves: str
    waits_for: tuple[tuple[str, str], ...]
    """(component, milestone)."""
    years: int
    """From the demonstration's Monday on that it is counted."""
    details: dict[str, Any]
    readings: tuple[tuple[int, float, str], ...] = ()
    """(days before that Monday, gain, note)."""
    owned: bool = True


OBJECTIVES = (
    Objective(
        "grid", "root", "A grid that carries twice the load by 2035", "ingrid", 40, "Free capacity at the coast, MW"
    ),
    Objective(
        "bills", "root", "Customers who understand their bill", "ingrid", 30, "Calls about bills, a thousand customers"
    ),
    Objective("wind", "root", "600 MW of offshore wind on the promised day", "ingrid", 30, "Energy taken in, GWh"),
    Objective("next", "futures", "Know what to build after the wind farm", "yara", 10, "Questions answered"),
)

BENEFITS = (
    Benefit("customer", "Fewer calls about bills", "sofie", "agreed", "bills",
            (("billing", "Quarter-hour bills for everybody"), ("portal", "Launch")), 5,
            {"type": "cashable", "recipient": "Customer service", "measure": "Cost of answering calls", "unit": "EUR",
             "source": "Ledger of the desk, every month", "baseline": 2_900_000, "target": 1_900_000, "lag_days": 30,
             "ramp_months": 6, "ramp_share": 40, "tolerance": 5, "reading_months": 3}),
    Benefit("customer", "The mainframe is switched off", "sofie", "agreed", "bills",
            (("migration", "Freeze of the old system"), ("billing", "Quarter-hour bills for everybody")), 5,
            {"type": "cashable", "recipient": "Sundmark Energy", "measure": "Licenses and operation of the mainframe",
             "unit": "EUR", "source": "Invoices of the supplier", "baseline": 1_400_000, "target": 0, "lag_days": 90,
             "tolerance": 5, "reading_months": 6}),
    Benefit("customer", "Two systems run side by side", "sofie", "agreed", "bills",
            (("meterdata", "Platform in operation"),), 2,
            {"type": "cashable", "effect": "dis-benefit", "recipient": "Customer service", "measure": "Extra hours of the desk",
             "unit": "EUR", "source": "Time sheets", "baseline": 0, "target": 180_000, "tolerance": 10}),
    Benefit("grid", "Fewer minutes without power", "tobias", "agreed", "grid",
            (("smart", "Handed over to maintenance"),), 6,
            {"type": "non-cashable", "recipient": "Customers along the coast", "measure": "Customer minutes lost",
             "unit": "minutes", "worth": 0.06, "source": "Outage statistics of the control center",
             "baseline": 21_000_000, "target": 13_000_000, "ramp_months": 12, "ramp_share": 50, "share": 70,
             "tolerance": 5, "reading_months": 3}),
    Benefit("grid", "One kind of relay is cheaper to keep", "tobias", "coming", "grid",
            (("protection", "Relay standard published"),), 6,
            {"type": "cashable", "recipient": "Maintenance", "measure": "Spare parts and training", "unit": "EUR",
             "source": "Purchase orders", "baseline": 410_000, "target": 250_000, "ramp_months": 3, "ramp_share": 25,
             "tolerance": 10, "reading_months": 1},
            ((61, 31_800, "Two framework orders left out"), (30, 14_600, "First course of one day instead of three"))),
    Benefit("wind", "Income from the connection of Havbris", "eirik", "agreed", "wind",
            (("platform", "Platform handed over"), ("cable", "Export cable ready for energizing"), ("converter", "Taken over")), 10,
            {"type": "cashable", "recipient": "Sundmark Energy", "measure": "Fee for the connection", "unit": "EUR",
             "source": "Contract with the developer", "baseline": 0, "target": 38_000_000, "tolerance": 3,
             "reading_months": 1}),
    Benefit("wind", "A coast that others can connect to", "eirik", "draft", "", (("converter", "Taken over"),), 10,
            {"type": "intangible", "recipient": "Industry along the coast"}, owned=False),
)  # fmt: skip
