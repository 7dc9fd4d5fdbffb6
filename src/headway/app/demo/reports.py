"""What the people of the demonstration wrote into their reports; everything else in them was drafted."""

from __future__ import annotations

from typing import NamedTuple


class Reporter(NamedTuple):
    project: str
    person: str
    due_minute: int = 540
    silent_days: int = 0
    """Working days without a report, up to today."""
    late_on: int = 0
    """How many working days ago one was sent in the afternoon."""
    weeks: int = 1
    """For how long it has been reported; every day of it is drafted when the demonstration is loaded."""


class Words(NamedTuple):
    project: str
    days_ago: int
    """Working days before the last report."""
    section: str
    text: str
    ask: bool = False


REPORTERS = (
    Reporter("ravnsund", "maja", due_minute=960, weeks=3),
    Reporter("coastline", "henrik", silent_days=3),
    Reporter("meterdata", "rasmus"),
    Reporter("billing", "karin"),
    Reporter("converter", "nora", late_on=4),
)
WEEKLY = ("smart", "protection", "portal", "migration", "platform", "cable", "hydrogen", "outages", "desk")
"""Projects that report on Fridays."""

WORDS = (
    Words("ravnsund", 12, "going", "The winding shop confirms that phase B of unit 2 is rewound."),
    Words("ravnsund", 8, "done", "Impulse test of unit 2 passed at the second attempt, witnessed by Mikkel."),
    Words("ravnsund", 5, "going", "The haulier needs a police escort over the Torsnes bridge; applied for."),
    Words("ravnsund", 2, "next", "Walk the road with the haulier and the municipality."),
    Words("ravnsund", 0, "needs",
          "The control center has to move the outage of the Ravnsund north feeder by one week; I cannot get a date.", ask=True),
    Words("ravnsund", 0, "going", "Crane pad for the transformers is laid and rolled."),
    Words("coastline", 2, "going", "Two towers of the fjord span wait for the helicopter; wind above 12 m/s for three days."),
    Words("coastline", 1, "needs", "A second helicopter slot before the outage window closes.", ask=True),
    Words("meterdata", 4, "done", "All 410,000 meters read once in a night; 0.3 % had to be asked again."),
    Words("meterdata", 1, "next", "Fail-over exercise with the control center on Thursday."),
    Words("billing", 5, "going", "The vendor delivered the rounding correction; 212 of 214 comparison bills are equal now."),
    Words("billing", 3, "needs", "A tester who knows the old mainframe, for six weeks.", ask=True),
    Words("billing", 1, "slipped", "Parallel run starts three days late: the test data was not masked."),
    Words("converter", 4, "going", "The valve hall is closed and dry; cleaning has begun."),
    Words("converter", 0, "needs", "The fire authority asks for another sprinkler calculation: who pays for it?", ask=True),
)  # fmt: skip

OVERRIDES = (
    # project, dimension, level, reason, working days ago
    ("ravnsund", "time", "amber",
     "The shipyard agreed to switch over one bay later; the board decides on the new finish on Friday.", 0),
    ("converter", "scope", "green", "Progress of the valve supplier is reported monthly and comes in on Thursday.", 1),
)  # fmt: skip

ANSWERS = (
    # project, asked words begin with, what happened, words
    ("billing", "A tester", "closed", "Leif of the mainframe team is yours from Monday; his line agreed."),
    ("coastline", "A second", "acknowledged", ""),
)

DIRECTIONS = (
    # title, text, days until the answer, kinds, healths, whether new ones join
    ("Baseline before steel is ordered",
     "No purchase above 500,000 euro without a current baseline of the plan. Set one, or say why the order cannot wait.",
     5, ("project",), ("red", "amber"), False),
    ("Risks are rated by the same scale",
     "From this month every threat and opportunity carries a probability and an impact by the scale of the register. Rate what is open.",
     14, ("project", "operation"), (), True),
)  # fmt: skip

DIRECTION_ANSWERS = (
    # direction, project, person, act, words
    (0, "ravnsund", "maja", "comply", "Baseline 1 covers the transformers and the switchgear."),
    (0, "billing", "karin", "explain", "Licenses were ordered under the frame contract; there is nothing left to order."),
    (0, "converter", "nora", "acknowledge", ""),
    (1, "meterdata", "rasmus", "comply", "All rated on Tuesday."),
    (1, "ravnsund", "maja", "acknowledge", ""),
)  # fmt: skip

STRETCHED = ("ravnsund", "Set transformers, fill oil, assemble", 4)
"""A task that was planned this many days shorter until this morning: what moved and why, in today's draft."""
TIME_ZONE = "Europe/Oslo"

ROLLED_UP = (
    # component, person, kind, weeks ago, (section, line)
    ("billing", "karin", "weekly", 1, ("next", "Second parallel run on Tuesday night.")),
    ("grid", "tobias", "highlight", 1, ("lessons", "Witness the factory test of the first unit, not of the last.")),
    ("wind", "eirik", "monthly", 0, ("going", "The developer agreed to the joint test plan.")),
)
"""Reports drawn from the daily ones, sent on a Friday."""
