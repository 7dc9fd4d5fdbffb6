"""Risks, issues, actions, decisions and lessons of the demonstration, written by hand."""

from __future__ import annotations

from typing import Any, NamedTuple


class Risk(NamedTuple):
    """A threat (negative money) or an opportunity (positive), money in thousands, days as estimate."""

    where: str
    title: str
    owner: str
    probability: int
    impact: dict[str, str]
    thousands: tuple[int, int, int] = (0, 0, 0)
    days: tuple[int, int, int] = (0, 0, 0)
    response: str = "mitigate"
    plan: str = ""
    cause: str = ""
    effect: str = ""
    due: int = 14
    escalate: str = ""
    """Why it went up."""
    taken: bool = False
    opportunity: bool = False


class Note(NamedTuple):
    where: str
    kind: str
    title: str
    owner: str
    due: int | None = None
    status: str = ""
    priority: str = "medium"
    details: dict[str, Any] = {}
    text: str = ""


RISKS = (
    Risk("ravnsund", "Second impulse test of transformer 2 fails again", "maja", 35, {"time": "very high", "cost": "high"},
         (300, 650, 1100), (20, 35, 60), "mitigate", "Witness the rewinding at the works; reserve a slot at a second laboratory.",
         "The winding of phase B was repaired, not replaced", "The outage window of the shipyard is missed", 9,
         "A further failure moves the hand-off to the coastal line.", taken=True),
    Risk("ravnsund", "Shipyard cancels the agreed night switching", "maja", 20, {"time": "high", "reputation": "medium"},
         (40, 80, 150), (5, 10, 15), "accept", "Monthly talk with the shipyard's production manager.", due=21),
    Risk("ravnsund", "Scrap copper of the old station sells above the estimate", "maja", 60, {"cost": "low"}, (60, 120, 200),
         response="exploit", plan="Sell by lot on the exchange instead of with the demolition contract.", opportunity=True),
    Risk("ravnsund", "Rock under the cable trench", "maja", 25, {"cost": "medium", "time": "low"}, (60, 140, 260), (3, 6, 12),
         "mitigate", "Two more borings along the trench before the contractor mobilizes.", due=12),
    Risk("coastline", "Outage window in May is given to the wind connection", "henrik", 30, {"time": "very high"},
         (200, 500, 900), (40, 120, 180), "escalate", "Ask the system operator for a binding window by January.",
         "Two programs want the same week", "The line waits a year", 10, "Needs the portfolio to order the two outages."),
    Risk("coastline", "Nesting eagles close section 4 until June", "henrik", 40, {"time": "high", "cost": "medium"},
         (80, 150, 300), (10, 20, 40), "mitigate", "Build section 4 before March; ornithologist on call.", due=30),
    Risk("coastline", "Helicopter of the neighboring utility free in April", "henrik", 50, {"cost": "medium", "time": "medium"},
         (90, 160, 220), (4, 8, 12), "share", "Joint call-off with the neighbor, stringing in one campaign.", opportunity=True),
    Risk("smart", "Modems of wave 3 on allocation", "linnea", 45, {"time": "medium"}, (10, 25, 60), (5, 15, 25), "mitigate",
         "Order for waves 3 and 4 together now.", due=7),
    Risk("smart", "Fault location halves the outage minutes of the first wave", "linnea", 55, {"benefit": "high"},
         (150, 300, 500), response="enhance", plan="Tune the indicators with the control center after each fault.", opportunity=True),
    Risk("protection", "Old relay fails before its turn", "arvid", 10, {"reputation": "high", "cost": "low"}, (15, 40, 90),
         (2, 4, 8), "accept", "Spare relay on the shelf at Torsnes.", due=40),
    Risk("meterdata", "Meter supplier drops the old protocol", "rasmus", 30, {"quality": "high", "cost": "high"}, (120, 260, 480),
         (10, 25, 45), "transfer", "Clause in the support contract; gateway as fallback.", due=18),
    Risk("meterdata", "Quarter-hour values let us sell data services", "rasmus", 25, {"benefit": "medium"}, (100, 250, 600),
         response="share", plan="Letter of intent with two retailers.", opportunity=True),
    Risk("billing", "Vendor's release with quarter-hour prices slips", "karin", 55, {"time": "very high", "reputation": "high"},
         (400, 900, 1600), (20, 45, 90), "mitigate", "Weekly build from the vendor; price engine tested against ours.",
         "The vendor staffs two launches with one team", "The regulator's date is missed", 5,
         "The regulator's date belongs to the program.", taken=True),
    Risk("billing", "Parallel run finds rounding differences", "karin", 70, {"quality": "medium", "time": "medium"}, (60, 120, 240),
         (5, 10, 20), "mitigate", "Agree the rounding rule with the regulator before the run.", due=15),
    Risk("billing", "Mainframe can be switched off a quarter earlier", "karin", 20, {"cost": "high"}, (200, 350, 500),
         response="enhance", plan="Move the archive first.", opportunity=True),
    Risk("migration", "Duplicate customers above two percent", "oskar", 40, {"quality": "high", "time": "medium"}, (30, 70, 140),
         (5, 12, 25), "mitigate", "Clean by street, oldest contracts first.", due=8),
    Risk("portal", "App store rejects the consent screen", "amalie", 15, {"time": "low"}, (0, 5, 15), (3, 6, 12), "avoid",
         "Review by the store's program before submission.", due=25),
    Risk("portal", "Housing cooperatives join the portal together", "amalie", 35, {"benefit": "medium"}, (40, 90, 160),
         response="exploit", plan="Pilot with two cooperatives in spring.", opportunity=True),
    Risk("converter", "Valve hall delivery by one road bridge only", "nora", 20, {"time": "high", "cost": "high"},
         (1500, 3200, 6000), (10, 25, 50), "mitigate", "Reinforcement agreed with the road authority; barge as fallback.", due=20),
    Risk("converter", "Harmonics above the limit at commissioning", "nora", 25, {"quality": "very high", "cost": "very high"},
         (2000, 4500, 9000), (20, 40, 80), "mitigate", "Second study with the grid model of 2028; space for one more filter.",
         due=35, escalate="The filter costs more than the project may spend."),
    Risk("cable", "Weather window closes before the second lay", "pelle", 40, {"time": "very high", "cost": "very high"},
         (6000, 11000, 20000), (60, 120, 180), "transfer", "Option on a second vessel; standby shared with the yard.",
         "The vessel comes from another job", "The lay moves to next April", 6, "Beyond what the project may keep.", taken=True),
    Risk("cable", "Boulders on the middle route", "pelle", 30, {"cost": "high", "time": "medium"}, (800, 1600, 3000), (6, 12, 24),
         "mitigate", "Micro-routing with the new survey.", due=16),
    Risk("cable", "Copper price falls before the second order", "pelle", 45, {"cost": "very high"}, (1500, 3500, 6000),
         response="exploit", plan="Keep the second order open until the index date.", opportunity=True),
    Risk("platform", "Crane vessel sold to another field", "astrid", 15, {"time": "very high", "cost": "very high"},
         (5000, 9000, 16000), (60, 90, 150), "transfer", "Parent guarantee of the vessel's owner.", due=28),
    Risk("platform", "Yard builds the jacket in one piece", "astrid", 35, {"time": "high", "cost": "medium"},
         (600, 1200, 2000), (10, 20, 30), "enhance", "Pay the yard's bonus for one lift.", opportunity=True),
    Risk("battery", "Cell prices fall below the business case", "felix", 60, {"cost": "high"}, (400, 900, 1500),
         response="exploit", plan="Tender after the spring index.", opportunity=True),
    Risk("hydrogen", "Shipyard changes its owner during the study", "yara", 25, {"benefit": "high"}, (0, 20, 60), (5, 10, 20),
         "accept", "Talk to both bidders.", due=22),
    Risk("outages", "Storm season needs the forest crews", "bjarne", 50, {"time": "medium", "cost": "low"}, (20, 50, 110), (4, 8, 15),
         "mitigate", "Frame contract with a second crew.", due=13),
    Risk("desk", "Price reform doubles the calls in January", "leila", 65, {"cost": "medium", "reputation": "high"}, (60, 110, 200),
         response="mitigate", plan="Answers on the bill itself; twenty temporary agents.", due=4),
)  # fmt: skip

NOTES = (
    Note("ravnsund", "issue", "Impulse test failed on phase B of transformer 2", "maja", 3, "working", "high",
         {"type": "problem", "effect": "Delivery is six weeks later than planned.",
          "solution": "The winding is repaired and tested again at the works."}),
    Note("ravnsund", "action", "Agree a new switching window with the shipyard", "maja", -2, "open", "high"),
    Note("ravnsund", "action", "Send the revised cost forecast to the program", "maja", 2, "working"),
    Note("ravnsund", "decision", "Build beside the old station instead of on it", "maja", None, "decided", "high",
         {"question": "Where is the new station built?", "options": "Rebuild in place; beside; at the shore.",
          "decision": "Beside.", "rationale": "The shipyard cannot be without supply for nine weeks.",
          "decider": "Project board", "consulted": "Control center, municipality"}),
    Note("ravnsund", "lesson", "Witness the factory test of the first unit", "maja", None, "shared", "medium",
         {"happened": "The fault showed at the second unit only.", "learned": "Both units came from one winding crew.",
          "advice": "Witness unit 1 and stop the series until it has passed."}),
    Note("coastline", "dependency", "Binding outage window from the system operator", "henrik", 20, "open", "high",
         {"giver": "System operator", "needs": "Three weeks without the line between May and June."}),
    Note("coastline", "issue", "Land owner at mast 41 has withdrawn the consent", "henrik", 6, "working", "high",
         {"type": "problem", "effect": "Two masts wait.", "solution": "Valuation by a second expert is offered."}),
    Note("coastline", "assumption", "Conductor of 2019's frame contract may still be called off", "henrik", 11, "open", "medium",
         {"test": "Written confirmation of the supplier.", "if_wrong": "A tender of four months."}),
    Note("smart", "action", "Train the control center on wave 2", "linnea", 5, "open"),
    Note("protection", "lesson", "Retrofit two bays a night, never three", "arvid", None, "applied", "medium",
         {"happened": "The third bay was always finished in the morning.", "learned": "Testing takes as long as rewiring.",
          "advice": "Plan two."}),
    Note("meterdata", "issue", "Values of 1,900 meters arrive twice", "rasmus", 4, "working", "medium",
         {"type": "off-specification", "effect": "Settlement counts them once by hand.", "solution": "Key by meter and instant."}),
    Note("billing", "issue", "Vendor's build of this week has no tax rules", "karin", 1, "open", "high",
         {"type": "impediment", "effect": "Testing of invoices stands still."}),
    Note("billing", "decision", "Parallel run of two months instead of three", "karin", 12, "proposed", "high",
         {"question": "How long do both systems bill?", "options": "One, two or three months.",
          "criteria": "Regulator's date, number of differences found in month one."}),
    Note("billing", "action", "Ask the regulator for the rounding rule in writing", "karin", -1, "open", "high"),
    Note("billing", "assumption", "Price areas stay as they are until 2028", "karin", 40, "open", "medium",
         {"test": "Hearing of the regulator in spring.", "if_wrong": "The price engine needs a new dimension."}),
    Note("migration", "action", "Freeze the list of test customers", "oskar", 3, "open"),
    Note("portal", "issue", "Readers ask for larger figures on the bill", "amalie", 15, "open", "low",
         {"type": "request for change", "effect": "Two screens change."}),
    Note("portal", "issue", "Test accounts of the eID provider expire every Friday", "amalie", 4, "working", "high",
         {"type": "impediment", "effect": "Mondays are lost on new ones.", "solution": "A pool of accounts is promised."}),
    Note("converter", "dependency", "Road bridge at Torsnes reinforced", "nora", 60, "agreed", "high",
         {"giver": "Road authority", "needs": "80 tonnes an axle line from June on."}),
    Note("cable", "issue", "Vessel delayed at its present job by nine days", "pelle", 8, "working", "high",
         {"type": "problem", "effect": "The first lay starts later.", "solution": "Mobilize the crew in two shifts."}),
    Note("cable", "action", "Exercise the option on the second vessel or let it go", "pelle", 7, "open", "high"),
    Note("platform", "decision", "One lift or two", "astrid", 21, "proposed", "medium",
         {"question": "Is the jacket set in one piece?", "options": "One lift with the large crane; two with the small one.",
          "criteria": "Vessel date, weight report of the yard."}),
    Note("platform", "lesson", "Weigh modules before they are painted", "astrid", None, "shared", "medium",
         {"happened": "The second weighing found 14 tonnes more.", "advice": "Weigh at steel completion."}),
    Note("battery", "assumption", "Grid fee for storage stays at the present level", "felix", 30, "open", "medium",
         {"test": "Answer of the regulator.", "if_wrong": "The payback is eleven years instead of eight."}),
    Note("hydrogen", "action", "Second meeting with the shipyard's energy buyer", "yara", 9, "open"),
    Note("outages", "issue", "Forest road to line 7 washed out", "bjarne", 5, "working", "medium", {"type": "problem"}),
    Note("desk", "action", "Write ten answers on quarter-hour prices", "leila", 10, "working"),
    Note("grid", "dependency", "Steel price clause of the frame contracts", "tobias", 45, "open", "medium",
         {"giver": "Purchasing", "needs": "A cap for 2027 before the line is ordered."}),
    Note("grid", "action", "Put the two outages of May into one order", "tobias", 6, "open", "high"),
    Note("wind", "decision", "Who pays for standby of the vessel", "eirik", 14, "proposed", "high",
         {"question": "Does the developer share the standby?", "options": "Half; by cause; we alone."}),
    Note("root", "action", "Prepare the selection for the board of January", "ingrid", 18, "working", "high"),
    Note("smart", "issue", "Two cabinets are too shallow for the new unit", "dina", 3, "working", "medium",
         {"type": "problem", "effect": "Wave 3 needs deeper doors.", "solution": "Order both doors with the next lot."}),
    Note("smart", "action", "Test certificate of the relay standard to the archive", "mikkel", 2, "open"),
    Note("billing", "action", "Agree with the vendor on one list of defects", "ruben", 2, "working", "high"),
    Note("billing", "action", "Write down what the tax rules must give", "ada", 4, "open"),
    Note("customer", "action", "Put the needs of quarter-hour prices into one order", "elin", 5, "open", "high"),
    Note("customer", "action", "Train the service desk on the new bill", "carla", 9, "working"),
    Note("portal", "action", "Show the first release to twelve customers", "simon", 6, "open"),
)  # fmt: skip
