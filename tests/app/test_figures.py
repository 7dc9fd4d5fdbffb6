"""Figures in sentences."""

import pytest

from headway.app.queries.figures import days_moved, in_percent


@pytest.mark.parametrize(("share", "decimals", "words"), [(0.664, 0, "66 %"), (1.4, 0, "140 %"), (0.0123, 1, "1.2 %")])
def test_a_space_stands_before_the_sign(share, decimals, words):
    assert in_percent(share, decimals) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (4.0, "+4 days"),
        (-10.0, "\N{MINUS SIGN}10 days"),
        (1.0, "+1 day"),
        (-1.5, "\N{MINUS SIGN}1.5 days"),
        (1.02, "+1 day"),
    ],
)
def test_a_move_has_a_sign_and_no_needless_decimal(days, words):
    assert days_moved(days) == words
