"""Which state of a plan someone asks for: "yesterday", "report", "baseline-12", a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.bridge.moved.states import at_baseline, at_end_of, at_report

if TYPE_CHECKING:
    from headway.app.bridge.moved.states import State
    from headway.app.models import Component

PATTERN = r"^(yesterday|report|baseline-\d{1,15}|\d{4}-\d{2}-\d{2})$"


class NoSuchState(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Nothing was kept that could be compared with; the text says what, and what to do."""

    def __init__(self, title: str, remedy: str) -> None:
        super().__init__(title)
        self.title, self.remedy = title, remedy


def asked_for(component: Component, words: str) -> State:
    """Return the state that the words, which fit the pattern, ask for.

    Raises
    ------
    NoSuchState
        If there is none.
    """
    if words.startswith("baseline-"):
        baseline = component.baselines.filter(pk=int(words.removeprefix("baseline-"))).first()
        if baseline is None:
            raise NoSuchState("This plan has no such baseline.", "It may have been deleted; choose another one.")
        return at_baseline(baseline)
    if words == "report":
        state = at_report(component)
        if state is None:
            raise NoSuchState("No report of this plan was sent yet.", "Compare with a day or a baseline.")
        return state
    return at_day(component, words)


def at_day(component: Component, words: str) -> State:
    today = timezone.localdate()
    try:
        day = today - timedelta(days=1) if words == "yesterday" else date.fromisoformat(words)
    except ValueError as error:
        raise NoSuchState(f"{words} is no day.", "Write it as 2026-05-09.") from error
    if day >= today:
        raise NoSuchState("That day is not over yet.", "Choose a day before today.")
    if day.year < today.year - 100:
        raise NoSuchState("That day is too long ago.", "Choose a day of this plan.")
    state = at_end_of(component, day)
    if state is None:
        raise NoSuchState("Nothing was kept of this plan on any day yet.",
                          "A plan is kept in the night after a day on which it changed. Until then, compare with a "
                          "baseline.")  # fmt: skip
    return state
