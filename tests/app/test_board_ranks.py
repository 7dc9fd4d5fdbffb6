"""The order of cards in a column: wherever a card is put, it stands there, and few others get new numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.app.actions.board_ranks import Card, ranks_at
from headway.app.actions.errors import Refused


def column(*ranks):
    """A column of cards with these ranks; of those that are given twice, one."""
    ranks = [rank for at, rank in enumerate(ranks) if rank is None or rank not in ranks[:at]]
    cards = [Card(index, rank) for index, rank in enumerate(ranks)]
    return sorted(cards, key=lambda card: card.place)


def order_after(cards, new):
    found = [Card(card.task, new.get(card.task, card.rank)) for card in cards]
    found += [Card(task, rank) for task, rank in new.items() if task not in {card.task for card in cards}]
    return [card.task for card in sorted(found, key=lambda card: card.place)]


def test_top_and_bottom_of_a_long_column_change_one_row():
    cards = column(*[None] * 5000)
    assert ranks_at(cards, [9999], after=None, before=0) == {9999: -1.0}
    assert ranks_at(cards, [9999], after=None, before=None) == {9999: 1.0}


def test_between_two_that_have_numbers_only_the_card_gets_one():
    cards = column(1.0, 2.0, 3.0)
    assert ranks_at(cards, [9], after=0, before=None) == {9: 1.5}
    above = column(-3.0, -2.0, None)
    assert ranks_at(above, [9], after=0, before=None) == {9: -2.5}


def test_no_room_between_two_renumbers():
    cards = column(1.0, 1.0 + 1e-7, None)
    new = ranks_at(cards, [9], after=0, before=None)
    assert order_after(cards, new).index(9) == order_after(cards, new).index(0) + 1


def test_a_neighbor_that_left_is_told():
    with pytest.raises(Refused) as refused:
        ranks_at(column(None, None), [9], after=77, before=None)
    assert refused.value.id == "card-moved"


ranks = st.lists(
    st.sampled_from([None, None, None, -3.0, -2.5, -2.4999999, -1.0, 0.5, 1.0, 1.0000001, 7.0]), max_size=12
)


@given(ranks, st.data(), st.integers(1, 3))
def test_cards_stand_where_they_were_put(given_ranks, data, count):
    cards = column(*given_ranks)
    before = [card.task for card in cards]
    at = data.draw(st.integers(0, len(cards)))
    tasks = list(range(100, 100 + count))
    place = {"after": None, "before": before[at]} if at < len(cards) else {"after": None, "before": None}
    assert order_after(cards, ranks_at(cards, tasks, **place)) == before[:at] + tasks + before[at:]
    if at:
        place = {"after": before[at - 1], "before": None}
        assert order_after(cards, ranks_at(cards, tasks, **place)) == before[:at] + tasks + before[at:]
