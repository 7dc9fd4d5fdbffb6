"""Hand-offs between projects of the demonstration, in every state an agreement can be in."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from headway.app.actions.agreements import (
    accept_agreement,
    ask_again,
    decline_agreement,
    impose_agreement,
    propose_date,
    request_agreement,
    withdraw_agreement,
)
from headway.app.actions.events import as_of
from headway.app.demo import tree
from headway.app.demo.load_reports import acting
from headway.app.models import Agreement, Task
from headway.app.queries.agreements import forecast_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from headway.app.models import Component, Person


class Story(NamedTuple):
    giver: str
    taker: str
    step: str
    days: int = 0
    """From the forecast to the day that the step names."""
    words: str = ""


STORIES = (
    Story("protection", "smart", "accept", 12, "The standard is frozen; only the print is missing."),
    Story("ravnsund", "coastline", "accept", -8, "With the bay as it was planned in spring."),
    Story("billing", "migration", "accept", 1, "The model is frozen after the review."),
    Story("meterdata", "billing", "propose", 9, "The test data of the second vendor come a week later."),
    Story("billing", "portal", "ask"),
    Story("converter", "cable", "decline", 0, "The cable hall is yours; we only hand over the trench."),
    Story("platform", "cable", "impose", 6, "The vessel is booked: this is the last day that keeps it."),
)
NEEDED_BEFORE = 5
"""Days before the forecast that the taker asks for."""
IN_WORDS = (
    ("hydrogen", "battery", "The measured load curve of the site, fifteen-minute values of a year", False),
    ("hydrogen", "battery", "Soil samples of the northern corner", True),
)
"""Taker, giver, what is needed, and whether it was withdrawn."""


def load_agreements(people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    leads = {node.key: people[node.lead] for node in tree.NODES}
    parents = {node.key: node.parent for node in tree.NODES}
    with as_of(datetime.combine(monday - timedelta(days=6), time(9), UTC)):
        for story in STORIES:
            row = Agreement.objects.get(giver=components[story.giver], component=components[story.taker])
            tell(story, row, leads, leads[parents[story.giver]])
        for taker, giver, text, withdrawn in IN_WORDS:
            waits = Task.objects.filter(component=components[taker], kind="task", actual_finish=None).first()
            if waits is not None:
                asked = request_agreement(acting(leads[taker]), waits, components[giver], text=text,
                                          needed_by=monday + timedelta(days=33))  # fmt: skip
                if withdrawn:
                    withdraw_agreement(acting(leads[taker]), asked)


def tell(story: Story, row: Agreement, leads: Mapping[str, Person], above: Person) -> None:
    giver, taker = acting(leads[story.giver]), acting(leads[story.taker])
    forecast = forecast_of(row)
    assert forecast is not None
    day = forecast + timedelta(days=story.days)
    if story.step == "accept":
        accept_agreement(giver, row, promised_on=day, reason=story.words)
        return
    row = ask_again(taker, row, needed_by=forecast - timedelta(days=NEEDED_BEFORE))
    if story.step == "propose":
        propose_date(giver, row, proposed_on=day, reason=story.words)
    elif story.step == "decline":
        decline_agreement(giver, row, reason=story.words)
    elif story.step == "impose":
        impose_agreement(acting(above), row, promised_on=day, reason=story.words)
