"""The computed selection: held against brute force, reasons, wishes and what they cost, bad input, revisions."""

from decimal import Decimal
from itertools import combinations, product

import pytest

from factories.people import SYSTEM, acting, holder
from factories.selections import a_round, candidate, money, small_round
from headway.app.actions.selection_candidates import hold_candidate, take_out_candidate
from headway.app.actions.selection_rounds import change_selection
from headway.app.bridge import selection_answers
from headway.app.bridge.selection_answers import answer_later, answer_now, kept_answer
from headway.app.models import SelectionCandidate, SelectionRound
from headway.app.queries.selection_rounds import inputs_of
from headway.app.worker.follow import run_pending


@pytest.fixture
def chief(place):
    return acting(holder("Ines Chief", place.portfolio, "portfolio_manager"))


def allowed(inputs, starts):
    """Whether a choice keeps budgets, carried over or not, and all rules; told without the engine."""
    rows = {one["id"]: one for one in inputs["candidates"]}
    purse = Decimal(0)
    for period, budget in enumerate(inputs["budgets"]):
        spent = sum((Decimal(rows[pk]["costs"][period - start]) for pk, start in starts.items()
                     if 0 <= period - start < len(rows[pk]["costs"])), Decimal(0))  # fmt: skip
        purse = Decimal(budget) + (purse if inputs["carry_over"] else 0) - spent
        if purse < 0:
            return False
    for pk, one in rows.items():
        if (pk not in starts and one["wish"] == "must") or (pk in starts and one["wish"] == "must_not"):
            return False
        if pk in starts and not (set(one["needs"]) <= set(starts) and not set(one["excludes"]) & set(starts)):
            return False
    return True


def best(inputs):
    """The largest value of all choices and starts there are."""
    rows, periods = inputs["candidates"], len(inputs["periods"])
    ways = []
    for one in rows:
        last = periods - len(one["costs"])
        last = last if one["latest"] is None else min(last, one["latest"])
        ways.append([None, *range(one["earliest"], last + 1)])
    found = None
    for way in product(*ways):
        starts = {one["id"]: start for one, start in zip(rows, way, strict=True) if start is not None}
        if allowed(inputs, starts):
            value = sum((Decimal(one["value"]) for one in rows if one["id"] in starts), Decimal(0))
            found = value if found is None else max(found, value)
    return found


def varied(chief, place, seed):
    """Five candidates with every kind of rule, differing by the seed."""
    row = a_round(chief, place.portfolio, budgets=(7 + seed, 9, 4 + seed, 8), carry_over=seed % 2 == 0)
    one = candidate(chief, row, "A", 11 + seed, (4, 3))
    two = candidate(chief, row, "B", 9, (3 + seed, 5), earliest=1)
    three = candidate(chief, row, "C", 7 + 2 * seed, (6,), needs=[one.pk], latest=2)
    candidate(chief, row, "D", 13, (5, 4, 2 + seed), excludes=[two.pk])
    candidate(chief, row, "E", 3, (2,), needs=[three.pk])
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("seed", range(4))
def test_the_answer_is_the_best_of_all_that_can_be_tried(place, chief, seed):
    row = varied(chief, place, seed)
    inputs, told = inputs_of(row), answer_now(row)
    assert (told["status"], told["gap"]) == ("optimal", 0)
    starts = dict(told["chosen"])
    assert allowed(inputs, starts)
    assert Decimal(told["value"]) == best(inputs)


def test_a_wish_costs_what_brute_force_says(place, chief):
    row = varied(chief, place, 1)
    free = best(inputs_of(row))
    chosen = {pk for pk, _ in answer_now(row)["chosen"]}
    out = SelectionCandidate.objects.filter(pk__in=chosen).order_by("-value").first()
    hold_candidate(chief, out, wish="must_not", reason="Not this year")
    row.refresh_from_db()
    told = answer_now(row)
    assert Decimal(told["value"]) == best(inputs_of(row)) < free
    assert Decimal(told["free_value"]) == free
    assert [(each["candidate"], Decimal(each["cost"])) for each in told["holds"]] == [
        (out.pk, free - Decimal(told["value"]))
    ]


def test_money_is_told_exactly_and_left_money_goes_on(place, chief):
    row = a_round(chief, place.portfolio, budgets=(1, 1, 1))
    candidate(chief, row, "A", 5, (Decimal("0.10"), Decimal("0.20")))
    candidate(chief, row, "B", 5, (Decimal("2.70"),))
    row.refresh_from_db()
    told = answer_now(row)
    assert told["spend"] == ["0.10", "0.20", "2.70"]
    assert told["left"] == ["0.90", "1.70", "0.00"]


def test_what_is_chosen_starts_as_early_as_the_money_allows(place, chief):
    row = a_round(chief, place.portfolio, budgets=(5, 5, 5, 5), carry_over=False)
    first, second = candidate(chief, row, "A", 5, (5,)), candidate(chief, row, "B", 4, (5,))
    row.refresh_from_db()
    assert sorted(start for _, start in answer_now(row)["chosen"]) == [0, 1]
    assert {pk for pk, _ in answer_now(row)["chosen"]} == {first.pk, second.pk}


def test_what_is_cut_says_what_it_would_need(place, chief):
    row = a_round(chief, place.portfolio, budgets=(10,))
    kept, cut = candidate(chief, row, "Kept", 9, (8,)), candidate(chief, row, "Cut", 5, (6,))
    row.refresh_from_db()
    told = answer_now(row)
    (left,) = told["left_out"]
    assert (left["candidate"], left["reasons"], left["needs"][0]["amount"]) == (cut.pk, ["limits"], 4)
    assert (left["regret"], left["displaces"]) == ([4, 4], [kept.pk])
    (chosen,) = told["cuts"]
    assert (chosen["loss"], chosen["instead"]) == ([4, 4], [cut.pk])


def test_wishes_that_cannot_be_met_are_named(place, chief):
    row = a_round(chief, place.portfolio, budgets=(10,))
    needed = candidate(chief, row, "Needed", 1, (2,))
    wanted = candidate(chief, row, "Wanted", 9, (4,), needs=[needed.pk])
    hold_candidate(chief, needed, wish="must_not", reason="No crane")
    hold_candidate(chief, wanted, wish="must", reason="The law")
    row.refresh_from_db()
    told = answer_now(row)
    assert told["status"] == "least-violation"
    assert {pk for each in told["violations"] for pk in each["candidates"]} <= {needed.pk, wanted.pk}
    assert told["violations"]


def test_the_curve_is_the_most_for_each_amount(place, chief):
    row = small_round(chief, place)
    rows = {one["id"]: one for one in inputs_of(row)["candidates"]}
    sets = [set(each) for size in range(len(rows) + 1) for each in combinations(rows, size)]
    possible = [chosen for chosen in sets if all(set(rows[pk]["needs"]) <= chosen for pk in chosen)]
    curve = answer_now(row)["frontier"]
    assert 2 < len(curve) <= 20
    assert curve[0] == [0, 0]
    for amount, value in curve:
        within = [sum(float(rows[pk]["value"]) for pk in chosen) for chosen in possible
                  if sum(float(each) for pk in chosen for each in rows[pk]["costs"]) <= amount]  # fmt: skip
        assert value == max(within)
    assert curve[-1][1] == 49, "money for all buys all"


@pytest.mark.parametrize("wrong", ["nothing", "short", "excluded", "taken out", "through another"])
def test_bad_input_says_what_is_wrong_with_which(place, chief, wrong):
    row = a_round(chief, place.portfolio)
    ids, expected = [], "no-candidates"
    if wrong != "nothing":
        first = candidate(chief, row, "First", 1, (1, 1, 1))
        second = candidate(chief, row, "Second", 1, (1,), needs=[first.pk])
    if wrong == "short":
        change_selection(chief, row, periods=2)
        expected, ids = "does-not-fit", [first.pk]
    elif wrong == "excluded":
        first.excludes.add(second)
        expected, ids = "needs-excluded", [second.pk, first.pk]
    elif wrong == "taken out":
        take_out_candidate(chief, first)
        expected, ids = "needs-no-candidate", [second.pk]
    elif wrong == "through another":
        third = candidate(chief, row, "Third", 1, (1,), needs=[second.pk], excludes=[first.pk])
        expected, ids = "needs-excluded", [third.pk, first.pk]
    row.refresh_from_db()
    told = answer_now(row)
    assert (told["status"], told["problems"][0]["id"]) == ("invalid", expected)
    assert told["problems"][0]["candidates"] == ids
    assert all(each["text"] and each["remedy"] for each in told["problems"])


def test_an_answer_is_never_shown_for_other_inputs(place, chief):
    row = small_round(chief, place)
    assert kept_answer(row) is None
    told = answer_now(row)
    assert kept_answer(row) == told
    change_selection(chief, row, budgets=money(1, 1, 1, 1))
    row.refresh_from_db()
    assert kept_answer(row) is None
    assert answer_now(row)["chosen"] != told["chosen"]


def test_an_answer_that_comes_late_is_not_kept(place, chief, monkeypatch):
    row = small_round(chief, place)
    real = selection_answers.answer

    def slow(inputs, **values):
        told = real(inputs, **values)
        change_selection(chief, SelectionRound.objects.get(pk=row.pk), name="Changed meanwhile")
        return told

    monkeypatch.setattr(selection_answers, "answer", slow)
    answer_now(row)
    row.refresh_from_db()
    assert kept_answer(row) is None


def test_the_worker_computes_what_is_too_large_for_a_page(place, chief, monkeypatch):
    row = small_round(chief, place)
    monkeypatch.setattr(selection_answers, "SMALL", 3)
    assert answer_now(row) is None
    run_pending()
    assert answer_now(row)["status"] == "optimal"
    answer_later(row)
    assert kept_answer(row)["revision"] == row.revision


def test_the_system_may_choose_among_all_below(place):
    row = a_round(SYSTEM, place.portfolio)
    assert candidate(SYSTEM, row, place.sibling, 1, (1,)).subject == place.sibling
