"""Needs, requirements and quality checks of the demonstration, impacts, readiness and success metrics."""

from __future__ import annotations

from typing import Any, NamedTuple


class Need(NamedTuple):
    where: str
    title: str
    by: str
    owner: str
    """Who delivers it."""
    status: str
    order: float | None
    release: str
    value: str
    size: str
    from_whom: str
    due: int
    why: str = ""
    acceptance: str = ""
    verdict: str = ""


class Kept(NamedTuple):
    """A record that its kind's own role keeps."""

    where: str
    kind: str
    title: str
    by: str
    owner: str
    due: int
    status: str = ""
    details: dict[str, Any] = {}
    tie: str = ""
    """The title of a need, requirement or check that it comes from; "task" is a task of the owner."""


NEEDS = (
    Need("billing", "A bill that a person understands in one minute", "elin", "karin", "delivery", 1, "Spring release", "very high",
         "large", "Customer council", 75, "Four of ten calls ask what a line of the bill means.",
         "Twelve of fifteen readers find price, use and due day within a minute."),
    Need("portal", "Price of the next 24 hours on the first page", "elin", "amalie", "delivered", 2, "Summer release", "very high",
         "medium", "Households with heat pumps", -3, "People move load only when they see the price beforehand.",
         "The price is there by 14:00 every day of two weeks."),
    Need("billing", "Quarter-hour price on the bill of companies", "elin", "karin", "delivered", 3, "Spring release", "high",
         "large", "Ravnsund shipyard", -1, "The shipyard cannot check what it pays for its cranes.",
         "The bill of one month agrees with the meter to the øre."),
    Need("meterdata", "Yesterday's values by seven in the morning", "elin", "rasmus", "accepted", 4, "Daily values", "high", "medium",
         "Energy retailers", -10, "Retailers buy at eight.", "Ten mornings in a row before seven."),
    Need("portal", "One sign-in for several homes", "elin", "amalie", "delivery", 5, "Summer release", "medium", "medium",
         "Landlords", 110, "Landlords sign in up to nine times."),
    Need("portal", "See the customer's screen while they call", "simon", "amalie", "agreed", 6, "Summer release", "medium", "small",
         "Customer service", 120, "A call takes four minutes longer when nobody sees the same page."),
    Need("portal", "Warning before an expensive evening", "simon", "amalie", "new", None, "", "high", "small", "Housing cooperatives", 130,
         "Cooperatives heat water at the dearest hour."),
    Need("billing", "Payment in two parts after a cold winter", "simon", "karin", "new", None, "", "medium", "large", "Debt advisers", 150,
         "Every February 300 customers ask for it on paper."),
    Need("portal", "Bill as a spoken text", "elin", "amalie", "agreed", 7, "Summer release", "medium", "small",
         "Association of the blind", 140, "Readers of screens lose the table of prices."),
    Need("billing", "Discount codes for campaigns", "elin", "karin", "refused", None, "", "low", "large", "Marketing", 30,
         "The campaign of autumn.", verdict="A code on a bill is one more line that nobody understands."),
)  # fmt: skip

KEPT = (
    Kept("billing", "requirement", "A bill run of 410,000 customers ends within four hours", "ada", "ada", 24, "built",
         {"source": "Operations handbook 4.2", "type": "performance", "moscow": "must", "verification": "test",
          "criteria": "Three full runs on production data, none above 3 h 45 min."}, "task"),
    Kept("billing", "requirement", "Rounding differs from the regulator's sample by nothing", "ada", "ada", 12, "agreed",
         {"source": "Regulation on settlement, § 12", "type": "law", "moscow": "must", "verification": "test",
          "criteria": "All 220 sample bills equal to the øre."}, "Quarter-hour price on the bill of companies"),
    Kept("billing", "requirement", "Every line of the bill says where its price comes from", "elin", "ada", 40, "draft",
         {"source": "Customer council", "type": "function", "moscow": "should", "verification": "demonstration",
          "criteria": "Each line leads to the tariff with one step."}, "A bill that a person understands in one minute"),
    Kept("billing", "requirement", "Archive of the mainframe can be read for ten years", "ada", "ada", -12, "verified",
         {"source": "Bookkeeping act", "type": "law", "moscow": "must", "verification": "inspection",
          "criteria": "Fifty bills of 2019 found by customer and month.", "proof": "Test report T-031"}),
    Kept("portal", "requirement", "The portal can be used with a keyboard alone", "elin", "amalie", 60, "agreed",
         {"source": "EN 301 549", "type": "law", "moscow": "must", "verification": "inspection"}),
    Kept("smart", "requirement", "Cabinets work from -30 °C to +40 °C", "mikkel", "mikkel", 16, "built",
         {"source": "Standard of the network, 22 kV stations", "type": "environment", "moscow": "must", "verification": "test",
          "criteria": "Climate chamber, two cycles, no restart of the modem."}, "task"),
    Kept("smart", "requirement", "A fault is located within three minutes", "mikkel", "mikkel", 35, "agreed",
         {"source": "Control center", "type": "performance", "moscow": "must", "verification": "demonstration",
          "criteria": "Twenty faults of the last year played back."}, "task"),
    Kept("smart", "requirement", "Doors open with the key of the older stations", "mikkel", "mikkel", 50, "draft",
         {"source": "Crews of Torsnes", "type": "interface", "moscow": "could", "verification": "inspection"}),
    Kept("ravnsund", "requirement", "Sound at the fence below 40 dB at night", "maja", "jonas", 90, "agreed",
         {"source": "Permit of the municipality", "type": "environment", "moscow": "must", "verification": "test"}),
    Kept("billing", "quality", "Bills of the first parallel run compared line by line", "ada", "ada", -2, "failed",
         {"subject": "2,000 bills of October", "method": "measurement", "checked_by": "Ada Winther",
          "criteria": "No difference above one øre.", "result": "38 bills differ, all with two tariffs in one month."},
         "Rounding differs from the regulator's sample by nothing"),
    Kept("billing", "quality", "Review of the price engine by a second team", "ada", "ada", 4, "planned",
         {"subject": "Price engine, release 0.9", "method": "review", "criteria": "Checklist of the architecture, no finding of class A."}),
    Kept("billing", "quality", "Penetration test of the billing interface", "ada", "ada", 11, "planned",
         {"subject": "Interface for the portal", "method": "test", "criteria": "No finding above medium."}),
    Kept("billing", "quality", "Bill run on half the customers", "ada", "ada", -20, "passed",
         {"subject": "205,000 bills", "method": "measurement", "result": "1 h 52 min.", "checked_by": "Ruben Falkner"},
         "A bill run of 410,000 customers ends within four hours"),
    Kept("smart", "quality", "Factory test of wave 3 cabinets", "mikkel", "mikkel", 3, "planned",
         {"subject": "Twelve cabinets, serial 25 to 36", "method": "inspection", "criteria": "Drawing C, torque of all terminals."}, "task"),
    Kept("smart", "quality", "Climate chamber, first cabinet", "mikkel", "mikkel", -5, "conditional",
         {"subject": "Cabinet 25", "method": "test", "checked_by": "Mikkel Thorsen", "criteria": "Two cycles from -30 °C to +40 °C.",
          "result": "Passed; the modem needs ninety seconds longer below -25 °C."}, "Cabinets work from -30 °C to +40 °C"),
    Kept("ravnsund", "quality", "Concrete of the transformer pit, 28 days", "maja", "jonas", 9, "planned",
         {"subject": "Pit of transformer 2", "method": "test", "criteria": "C35/45, three cubes."}),
    Kept("customer", "impact", "Service desk answers quarter-hour questions", "carla", "carla", 21, "planned",
         {"group": "Service desk", "people": 64, "size": "large", "change": "Half of the answers of today are no longer right.",
          "help": "Ten written answers, two afternoons with real calls, a floor walker for three weeks."}),
    Kept("billing", "impact", "Billing clerks stop correcting bills by hand", "carla", "karin", 45, "helping",
         {"group": "Billing clerks", "people": 18, "size": "very large",
          "change": "Corrections are made in the data, not on the bill; six of eighteen get other work.",
          "help": "Talks with each of them, places in data care, training with their own cases."}),
    Kept("portal", "impact", "Customers get no paper unless they ask for it", "carla", "amalie", 80, "found",
         {"group": "Customers above 70", "people": 41000, "size": "medium", "change": "The bill comes to the portal first.",
          "help": "Paper stays free; one call is enough."}),
    Kept("meterdata", "impact", "Meter readers plan their routes by data", "carla", "rasmus", -15, "settled",
         {"group": "Meter readers", "people": 9, "size": "small", "change": "No fixed weekly routes.", "help": "A tablet each."}),
    Kept("customer", "readiness", "Service desk and quarter-hour prices", "carla", "carla", 30, "moving",
         {"group": "Service desk", "now": "understanding", "aim": "use", "measure": "Share of test calls answered without help.",
          "help": "Real calls in small groups."}),
    Kept("customer", "readiness", "Billing clerks and the new core", "carla", "carla", 60, "stuck",
         {"group": "Billing clerks", "now": "awareness", "aim": "use", "measure": "Cases closed in the new core a week.",
          "help": "Say who gets which work before training begins."}),
    Kept("customer", "readiness", "Sales and the new tariffs", "carla", "carla", 50, "open",
         {"group": "Sales to companies", "aim": "use", "measure": "Offers written with the new tariffs."}),
    Kept("meterdata", "readiness", "Metering and daily values", "carla", "rasmus", -8, "reached",
         {"group": "Metering", "now": "habit", "aim": "habit", "measure": "Days without a call to the old list."}),
    Kept("portal", "metric", "Shipyard moves load out of dear hours", "simon", "simon", 180, "on_track",
         {"customer": "Ravnsund shipyard", "tied_to": "Energy cost per ton of steel", "unit": "% of load moved", "baseline": 2,
          "target": 15, "latest": 4, "baseline_on": -150, "latest_on": -6}),
    Kept("customer", "metric", "Cooperatives settle heat without questions", "simon", "simon", 120, "at_risk",
         {"customer": "Housing cooperatives Torsnes", "tied_to": "Hours of the treasurer a month", "unit": "hours", "baseline": 16,
          "target": 4, "latest": 11, "baseline_on": -120, "latest_on": -4}),
    Kept("customer", "metric", "Retailers get their values in time", "simon", "simon", 60, "on_track",
         {"customer": "Energy retailers", "tied_to": "Cost of balancing", "unit": "mornings of 30", "baseline": 11, "target": 30,
          "latest": 28, "baseline_on": -90, "latest_on": -2}),
    Kept("customer", "metric", "Fewer calls about the bill", "simon", "simon", -5, "at_risk",
         {"customer": "Households", "tied_to": "Calls a bill", "unit": "calls per 1,000 bills", "baseline": 46, "target": 30,
          "latest": 39, "baseline_on": -200, "latest_on": -5}),
)  # fmt: skip
