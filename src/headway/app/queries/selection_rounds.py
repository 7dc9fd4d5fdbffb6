"""Rounds of selection: their inputs as plain values, what may be chosen among, and names as one reader may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import Component, SelectionRound
from headway.app.queries.audit.fingerprint import plain
from headway.app.rules import Verb, visible
from headway.app.rules.visible import components_where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from headway.app.models import Person, SelectionCandidate, SelectionProposal

Inputs = dict[str, Any]
"""A round as plain values: what is computed from, and what is frozen."""
HIDDEN = "A component that you may not see"


def period_names(row: SelectionRound) -> list[str]:
    """Return what the periods of a round are called: “Q1 2027”, “Mar 2027”, “2027”."""
    days = [row.first_day(place) for place in range(row.periods)]
    if row.months == SelectionRound.Length.MONTH:
        return [f"{day:%b %Y}" for day in days]
    if row.months == SelectionRound.Length.YEAR and row.starts_on.month == 1:
        return [str(day.year) for day in days]
    if row.months == SelectionRound.Length.QUARTER and row.starts_on.month % 3 == 1:
        return [f"Q{day.month // 3 + 1} {day.year}" for day in days]
    return [f"from {day:%b %Y}" for day in days]


def inputs_of(row: SelectionRound) -> Inputs:
    """Return all that the answer depends on, as JSON holds it; amounts are texts, for they are exact."""
    rows = row.candidates.filter(taken_out=False).order_by("pk")
    rows = rows.select_related("subject").prefetch_related("costs", "needs", "excludes")
    found: Inputs = plain({
        "round": row.pk, "revision": row.revision, "name": row.name, "currency": row.component.currency,
        "starts_on": row.starts_on, "months": row.months, "carry_over": row.carry_over, "periods": period_names(row),
        "budgets": list(row.budgets.order_by("period").values_list("amount", flat=True)),
        "candidates": [candidate(each) for each in rows],
    })  # fmt: skip
    return found


def candidate(one: SelectionCandidate) -> dict[str, Any]:
    return {
        "id": one.pk, "component": one.subject_id, "name": one.subject.name if one.subject else one.name,
        "value": one.value, "value_means": one.value_means, "costs": [each.amount for each in one.costs.all()],
        "earliest": one.earliest, "latest": one.latest, "wish": one.wish, "reason": one.reason,
        "needs": sorted(each.pk for each in one.needs.all()),
        "excludes": sorted(each.pk for each in one.excludes.all()),
    }  # fmt: skip


def may_be_candidates(person: Person | None, row: SelectionRound) -> QuerySet[Component]:
    """Return what lies below the portfolio, may be seen, and is no candidate of the round yet."""
    seen = Component.objects.filter(trashed_at=None) if person is None else visible(person, Component)
    below = seen.filter(paths_up__ancestor=row.component_id).exclude(pk=row.component_id)
    return below.exclude(pk__in=row.candidates.exclude(subject=None).values("subject"))


def names_for(person: Person, candidates: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return what each candidate is called to the reader; a component that they may not see has no name."""
    rows = list(candidates)
    seen = set(
        visible(person, Component).filter(pk__in=[each["component"] for each in rows]).values_list("pk", flat=True)
    )
    return {each["id"]: each["name"] if each["component"] in {None, *seen} else HIDDEN for each in rows}


def redacted(person: Person, candidates: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return candidates without what the reader may not see: the names and numbers of components."""
    rows = list(candidates)
    names = names_for(person, rows)
    hidden = {"name": HIDDEN, "component": None}
    return [{**each, **(hidden if names[each["id"]] == HIDDEN else {})} for each in rows]


def rounds_of(person: Person, component: Component) -> QuerySet[SelectionRound]:
    """Return the rounds of a portfolio that the reader may see, the newest first."""
    return visible(person, SelectionRound).filter(component=component).select_related("component", "answer")


def proposal_of(row: SelectionRound) -> SelectionProposal | None:
    """Return what was put before the board last."""
    return row.proposals.order_by("-number").select_related("proposed_by").first()


def is_worked_on(row: SelectionRound, verbs: frozenset[str]) -> bool:
    """Return whether who has these verbs changes the round now: only they are shown it as it stands."""
    return Verb.PROPOSE_SELECTION in verbs and row.state in SelectionRound.OPEN


def proposal_shown(row: SelectionRound, verbs: frozenset[str], asked: int | None) -> SelectionProposal | None:
    """Return the proposal of that number or raise DoesNotExist; without one the last, to who does not work on it."""
    if asked is not None:
        return row.proposals.select_related("proposed_by").get(number=asked)
    return None if is_worked_on(row, verbs) else proposal_of(row)


def steps_open_to(person: Person, row: SelectionRound, verbs: frozenset[str]) -> frozenset[str]:
    """Return the steps that the reader may take now."""
    state, found = SelectionRound.State, set[str]()
    if Verb.PROPOSE_SELECTION in verbs:
        found |= {"propose", "withdraw"} if row.state in SelectionRound.OPEN else set()
        found |= {"withdraw"} if row.state == state.PROPOSED else set()
        found |= {"reopen"} if row.state == state.WITHDRAWN else set()
    waits = row.state == state.PROPOSED and row.proposed_by_id != person.pk
    if waits and Verb.DECIDE_SELECTION in verbs:
        found |= {"approve", "send_back"}
    return frozenset(found)


def proposals_waiting(person: Person) -> QuerySet[SelectionRound]:
    """Return the rounds that wait for the person's decision; never those that they proposed."""
    rows = visible(person, SelectionRound).filter(
        state=SelectionRound.State.PROPOSED, component__in=components_where(person, Verb.DECIDE_SELECTION)
    )
    return rows.exclude(proposed_by=person).select_related("component", "proposed_by")
