"""Filters and tags: numbers carry their unit, dates the day that people mean."""

from decimal import Decimal

import pytest

from headway.app.ui.templatetags.days import iso_day, iso_month, last_day
from headway.app.ui.templatetags.headway import (
    MINUS,
    NONE,
    asset,
    bytes_in_words,
    icon,
    money,
    percent,
    script_json,
    signed_days,
    working_days,
)  # fmt: skip


@pytest.mark.parametrize(("days", "words"), [
    (None, NONE), (0.0, "0 d"), (0.01, "0 d"), (12.0, "+12 d"), (-3.0, f"{MINUS}3 d"), (2.5, "+2.5 d"), (-0.5, f"{MINUS}0.5 d"),
    (27.1, "+27 d"), (1234.0, "+1,234 d"),
])  # fmt: skip
def test_variance(days, words):
    assert signed_days(days).replace("\xa0", " ") == words


@pytest.mark.parametrize(("amount", "words"), [
    (None, NONE), (Decimal(0), "€ 0"), (Decimal(950), "€ 950"), (Decimal(17_400), "€ 17 k"), (Decimal(999_400), "€ 999 k"),
    (Decimal(999_900), "€ 1.0 m"), (Decimal("48200000.00"), "€ 48.2 m"), (Decimal(-5_000), f"{MINUS}€ 5 k"),
])  # fmt: skip
def test_money(amount, words):
    assert money(amount, "EUR").replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(None, NONE), (0, "0 d"), (2400, "5 d"), (720, "1.5 d"), (240, "4 h"), (-4800, f"{MINUS}10 d")],
)
def test_working_time(minutes, words):
    assert working_days(minutes).replace("\xa0", " ") == words


def test_a_span_that_ends_at_midnight_ended_the_day_before():
    midnight = 1440 * 10
    assert last_day(midnight) == '<time datetime="1970-01-10">10 Jan 1970</time>'
    assert last_day(midnight + 17 * 60) == '<time datetime="1970-01-11">11 Jan 1970</time>'


@pytest.mark.parametrize(("text", "words"), [
    (None, NONE), ("", NONE), ("soon <b>", "soon <b>"), ("2026-01-09T17:00:00", '<time datetime="2026-01-09">9 Jan 2026</time>'),
])  # fmt: skip
def test_days_of_reports(text, words):
    assert iso_day(text) == words


def test_small_words():
    assert [percent(None), percent(58.4), bytes_in_words(64 * 2**20), bytes_in_words(2048)] == [
        NONE,
        "58\xa0%",
        "64\xa0MB",
        "2\xa0kB",
    ]


def test_json_cannot_leave_its_script():
    assert script_json({"a": "</script>&"}) == '{"a":"\\u003C/script\\u003E\\u0026"}'


def test_an_unknown_icon_and_a_missing_asset_break_nothing():
    assert icon("no-such-icon").startswith('<svg class="icon"')
    assert asset("missing.css") == "/static/headway/dist/missing.css?v=0"


def test_a_month_of_computed_effects_is_one_that_the_page_puts_into_words():
    assert iso_month("2027-01") == '<time datetime="2027-01" data-form="month">Jan 2027</time>'
