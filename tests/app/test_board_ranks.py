"""The order of cards in a column: wherever a card is put, it stands there, and few others get new numbers."""

from random import Random

import pytest

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


RANKS = [None, None, None, -3.0, -2.5, -2.4999999, -1.0, 0.5, 1.0, 1.0000001, 7.0]


@pytest.mark.parametrize("seed", range(40))
def test_cards_stand_where_they_were_put(seed):
    chance = Random(seed)
    cards = column(*chance.choices(RANKS, k=chance.randint(0, 12)))
    before = [card.task for card in cards]
    tasks = list(range(100, 101 + seed % 3))
    for at in range(len(cards) + 1):
        wanted = before[:at] + tasks + before[at:]
        follower = before[at] if at < len(cards) else None
        assert order_after(cards, ranks_at(cards, tasks, after=None, before=follower)) == wanted
        if at:
            assert order_after(cards, ranks_at(cards, tasks, after=before[at - 1], before=None)) == wanted
