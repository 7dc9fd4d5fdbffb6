"""Candidates of a round: added, changed, held in or out with a reason, taken out and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions.edit import change, clean, lock
from headway.app.actions.errors import Refused
from headway.app.actions.selection_rounds import amount_of, open_round, tell, touched
from headway.app.models import SelectionCandidate, SelectionCost
from headway.app.queries.selection_rounds import may_be_candidates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from headway.app.models import Component, SelectionRound
    from headway.app.rules import Actor

Wish = SelectionCandidate.Wish
MOST = 200
"""Candidates of a round."""
RELATIONS = ("needs", "excludes")


@transaction.atomic
def add_candidate(
    actor: Actor,
    row: SelectionRound,
    *,
    subject: Component | None = None,
    name: str = "",
    costs: Sequence[Decimal],
    needs: Iterable[int] = (),
    excludes: Iterable[int] = (),
    value: Decimal,
    **values: Any,
) -> SelectionCandidate:
    """Add a component below the portfolio, or an idea that has a name only."""
    row = open_round(actor, row)
    if row.candidates.count() >= MOST:
        raise Refused("too-many-candidates", f"A round has at most {MOST} candidates.", str(row),
                      "Begin another round, or join ideas.")  # fmt: skip
    one = SelectionCandidate(component=row.component, round=row, subject=subject)
    if subject is None:
        one.name = idea(one, name)
    elif not may_be_candidates(actor.person, row).filter(pk=subject.pk).exists():
        raise Refused("not-below", "Only what lies below the portfolio, and is no candidate yet, can be chosen.", "",
                      "Choose another component, or put back what was taken out.")  # fmt: skip
    for field, given in {"value": value, **values}.items():
        setattr(one, field, clean(one, field, given))
    amounts = checked(one, costs)
    one.save()
    set_costs(one, amounts)
    relate(one, {"needs": needs, "excludes": excludes})
    row = touched(row)
    tell(actor, row, "selection.candidate_added", f"Added {called(one)} to “{row}”", after=facts(one))
    return one


def idea(one: SelectionCandidate, name: str) -> str:
    """Return the name of an idea, or refuse none and one that is there already."""
    cleaned: str = clean(one, "name", name)
    if not cleaned:
        raise Refused("empty", "Say what could be done.", "Field “name”.", "Choose a component, or name an idea.")
    if one.round.candidates.filter(name__iexact=cleaned).exclude(pk=one.pk).exists():
        raise Refused("there-already", "There is a candidate of this name already.", cleaned, "Name it otherwise.")
    return cleaned


@transaction.atomic
def change_candidate(
    actor: Actor,
    one: SelectionCandidate,
    *,
    costs: Sequence[Decimal] | None = None,
    version: int | None = None,
    needs: Iterable[int] | None = None,
    excludes: Iterable[int] | None = None,
    **values: Any,
) -> SelectionCandidate:
    """Change what a candidate is worth, costs, needs and excludes, and when it may start."""
    row = open_round(actor, one.round)
    one = lock(one)
    was = facts(one)
    if "name" in values:
        values["name"] = "" if one.subject_id else idea(one, values["name"])
    one, _, _ = change(one, values, version=version)
    amounts = checked(one, costs if costs is not None else [each.amount for each in one.costs.all()])
    set_costs(one, amounts)
    relate(one, {name: ids for name, ids in zip(RELATIONS, (needs, excludes), strict=True) if ids is not None})
    before, after = differences(was, facts(one))
    if after:
        row = touched(row)
        tell(actor, row, "selection.candidate_changed", f"Changed {called(one)} in “{row}”", before=before,
             after={"candidate": one.pk} | after)  # fmt: skip
    return one


@transaction.atomic
def hold_candidate(actor: Actor, one: SelectionCandidate, *, wish: str, reason: str = "") -> SelectionCandidate:
    """Hold a candidate in or out, whatever would be chosen, and say why; or leave it free again."""
    row = open_round(actor, one.round)
    reason = clean(one, "reason", reason) if wish != Wish.FREE else ""
    if wish != Wish.FREE and not reason:
        raise Refused("no-reason", "Say why it is held.", called(one), "One sentence is enough.")
    one, before, after = change(one, {"wish": wish, "reason": reason}, version=None)
    if after:
        row = touched(row)
        words = {Wish.MUST: "Held {} in “{}”", Wish.MUST_NOT: "Held {} out of “{}”"}
        said = words.get(Wish(one.wish), "Left {} free in “{}”").format(called(one), row)
        tell(actor, row, "selection.candidate_held", said, before=before,
             after={"candidate": one.pk} | after)  # fmt: skip
    return one


@transaction.atomic
def take_out_candidate(actor: Actor, one: SelectionCandidate) -> SelectionCandidate:
    """Leave a candidate out of the round; it can be put back as it was."""
    return set_out(actor, one, "selection.candidate_taken_out", "Took {} out of “{}”", out=True)


@transaction.atomic
def put_back_candidate(actor: Actor, one: SelectionCandidate) -> SelectionCandidate:
    """Let it be a candidate again."""
    return set_out(actor, one, "selection.candidate_put_back", "Put {} back into “{}”", out=False)


def set_out(actor: Actor, one: SelectionCandidate, verb: str, words: str, *, out: bool) -> SelectionCandidate:
    row = open_round(actor, one.round)
    one, before, after = change(one, {"taken_out": out}, version=None)
    if after:
        row = touched(row)
        tell(actor, row, verb, words.format(called(one), row), before=before, after={"candidate": one.pk} | after)
    return one


def checked(one: SelectionCandidate, costs: Sequence[Decimal]) -> list[Decimal]:
    """Return the costs of its life, or say what does not fit the round."""
    row = one.round
    amounts = [
        amount_of(SelectionCost(), value, f"Period {place + 1} of its life") for place, value in enumerate(costs)
    ]
    if not amounts:
        raise Refused("no-costs", "Say what it costs in each period of its life.", called(one),
                      "Write 0 where it costs nothing.")  # fmt: skip
    last = row.periods - len(amounts)
    if one.earliest > last:
        raise Refused("does-not-fit", "It would not end within the round.",
                      f"It lasts {len(amounts)} of {row.periods} periods and starts in period {one.earliest + 1}.",
                      "Let it start earlier, shorten it, or give the round more periods.")  # fmt: skip
    if one.latest is not None and one.latest < one.earliest:
        raise Refused("invalid-value", "The latest start lies before the earliest one.", called(one),
                      "Choose a later one, or none.")  # fmt: skip
    return amounts


def set_costs(one: SelectionCandidate, amounts: list[Decimal]) -> None:
    one.costs.all().delete()
    SelectionCost.objects.bulk_create(
        SelectionCost(component=one.component, candidate=one, period=place, amount=amount)
        for place, amount in enumerate(amounts)
    )


def relate(one: SelectionCandidate, relations: Mapping[str, Iterable[int]]) -> None:
    """Set what it needs and excludes: other candidates of the round."""
    for name, wanted in relations.items():
        ids = set(wanted)
        others = one.round.candidates.filter(pk__in=ids).exclude(pk=one.pk)
        if others.count() != len(ids):
            raise Refused("no-candidate", f"It {name} something that is no other candidate of the round.", called(one),
                          "Choose among the candidates.")  # fmt: skip
        getattr(one, name).set(others)
    if both := set(one.needs.values_list("pk", flat=True)) & set(one.excludes.values_list("pk", flat=True)):
        raise Refused("needs-excluded", f"It needs and excludes the same {len(both)}.", called(one),
                      "Leave one of the two out.")  # fmt: skip


def called(one: SelectionCandidate) -> str:
    """Return what the log calls it: a component has no name there, for not everybody may see it."""
    return f"“{one.name}”" if one.name else "a component"


def facts(one: SelectionCandidate) -> dict[str, Any]:
    """Return what the log says of a candidate."""
    return {
        "candidate": one.pk, "component": one.subject_id, "name": one.name, "value": f"{one.value:.2f}",
        "value_means": one.value_means, "earliest": one.earliest, "latest": one.latest,
        "costs": [str(each) for each in one.costs.order_by("period").values_list("amount", flat=True)],
        **{name: sorted(getattr(one, name).values_list("pk", flat=True)) for name in RELATIONS},
    }  # fmt: skip


def differences(was: dict[str, Any], now: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [name for name in now if was[name] != now[name]]
    return {name: was[name] for name in changed}, {name: now[name] for name in changed}
