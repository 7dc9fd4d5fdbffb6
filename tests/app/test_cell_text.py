"""Cells as people type them: what is read, what is printed, what is refused and what the message says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.app.bridge.cell_dates import OF_FIELDS, date_text, moment
from headway.app.bridge.cell_numbers import Unreadable, money, number, percent, yes_or_no
from headway.app.bridge.cell_text import Length, Predecessor, length, predecessors, predecessors_text
from headway.app.bridge.lengths import length_text
from headway.app.models import Component

OFFICE = Component(minutes_per_day=480, minutes_per_week=2400, currency="EUR")
DAY = 1440


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("3d", "", Length(1440, "d")),
        ("3", "", Length(1440, "d")),
        ("2w", "", Length(4800, "w")),
        ("4h", "", Length(240, "h")),
        ("30 min", "", Length(30, "m")),
        ("1mo?", "", Length(9600, "mo", estimated=True)),
        ("2ed", "", Length(2880, "ed", elapsed=True)),
        ("1,5 Tage", "de", Length(720, "d")),
        ("1.5 days", "de", Length(720, "d")),
        ("1.000 h", "de", Length(60_000, "h")),
        ("1,000 h", "en", Length(60_000, "h")),
        ("0", "", Length(0, "d")),
        ("1 ew", "", Length(10_080, "ew", elapsed=True)),
    ],
)
def test_durations(text, locale, expected):
    assert length(text, OFFICE, locale) == expected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("three days", "“three days” is not a duration."),
        ("3 fortnights", "“fortnights” in “3 fortnights” is not a unit of time."),
        ("3d4h", "“3d4h” is not a duration."),
        ("<b>3d</b>", "“<b>3d</b>” is not a duration."),
        ("=1+1", "“=1+1” is not a duration."),
        ("999999999999mo", "“999999999999mo” is longer than a hundred years."),
        ("d", "“d” is not a duration."),
    ],
)
def test_what_is_no_duration(text, title):
    with pytest.raises(Unreadable) as refused:
        length(text, OFFICE)
    assert refused.value.title == title
    assert refused.value.remedy


@given(st.integers(0, 52_000_000), st.sampled_from(["m", "h", "d", "w", "mo"]), st.booleans(), st.booleans())
def test_a_printed_duration_is_read_as_the_same(minutes, unit, elapsed, estimated):
    text = length_text(minutes, unit, OFFICE, elapsed=elapsed, estimated=estimated)
    found = length(text, OFFICE)
    assert (found.minutes, found.elapsed, found.estimated) == (minutes, elapsed, estimated)


def test_predecessors():
    assert predecessors("12FS+2d; 14SS-50%;7ff+1ew ;3", OFFICE) == [
        Predecessor(12, "FS", 960.0),
        Predecessor(14, "SS", -50.0, "percent", "%"),
        Predecessor(7, "FF", 10_080.0, "elapsed", "ew"),
        Predecessor(3),
    ]
    assert predecessors("12, 14SS", OFFICE, "en") == [Predecessor(12), Predecessor(14, "SS")]
    assert predecessors("12EA+1,5d", OFFICE, "de") == [Predecessor(12, "FS", 720.0)]
    assert predecessors("", OFFICE) == []
    assert predecessors("12-2d", OFFICE) == [Predecessor(12, "FS", -960.0)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Design", "“Design” is not a predecessor."),
        ("12XX", "“XX” in “12XX” is not a type of link."),
        ("12FS+2q", "“q” in “12FS+2q” is not a unit of time."),
        ("12FS2d", "“12FS2d” is not a predecessor."),
        ("-3", "“-3” is not a predecessor."),
        ("; ".join("1" * 501), "A row has at most 500 predecessors."),
    ],
)
def test_what_is_no_predecessor(text, title):
    with pytest.raises(Unreadable) as refused:
        predecessors(text, OFFICE)
    assert refused.value.title == title
    assert refused.value.remedy


LINKS = st.tuples(st.sampled_from(["FS", "SS", "FF", "SF"]), st.one_of(
    st.tuples(st.integers(-100_000, 100_000).map(float), st.just("working"), st.just("d")),
    st.tuples(st.integers(-100_000, 100_000).map(float), st.just("elapsed"), st.just("ed")),
    st.tuples(st.integers(-999, 999).map(float), st.just("percent"), st.just("%")),
))  # fmt: skip


@given(st.dictionaries(st.integers(1, 9999), LINKS, max_size=8))
def test_printed_predecessors_are_read_as_the_same(links):
    given_links = [(pk, kind, *rest) for pk, (kind, rest) in links.items()]
    text = predecessors_text(given_links, {pk: pk for pk in links}, OFFICE)
    found = {each.row: (each.type, each.lag, each.lag_kind if each.lag else "") for each in predecessors(text, OFFICE)}
    assert found == {pk: (kind, lag, lag_kind if lag else "") for pk, (kind, (lag, lag_kind, _)) in links.items()}


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("2026-03-14", "", "2026-03-14"),
        ("2026-03-14 13:30", "", "2026-03-14 13:30"),
        ("2026-3-4T08:05:00", "", "2026-03-04 08:05"),
        ("14.03.2026", "de-CH", "2026-03-14"),
        ("14.3.26 7:30", "de", "2026-03-14 07:30"),
        ("03/04/2026", "en-US", "2026-03-04"),
        ("03/04/2026", "en-GB", "2026-04-03"),
        ("3/4/26 1:30 pm", "en-us", "2026-03-04 13:30"),
        ("14/03/2026", "fr", "2026-03-14"),
        ("Mon 3/16/26", "en", "2026-03-16"),
        ("16 Mar 2026", "", "2026-03-16"),
        ("March 16, 2026", "", "2026-03-16"),
    ],
)
def test_dates(text, locale, expected):
    day, at = moment(text, locale)
    shown = date_text(day * DAY + (at or 0))
    assert shown.removesuffix(" 00:00") == expected


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "2026-02-30",
        "1726-01-01",
        "1983-12-31",
        "2150-01-01",
        "1.5.83",
        "13/13/2026",
        "2026-03-14 25:00",
        "<i>",
        "=NOW()",
        "",
    ],
)
def test_what_is_no_date(text):
    with pytest.raises(Unreadable) as refused:
        moment(text, "en")
    assert refused.value.remedy


def test_plans_hold_the_years_that_their_files_hold_and_fields_of_ones_own_more():
    with pytest.raises(Unreadable) as refused:
        moment("1983-12-31")
    assert refused.value.title == "“1983-12-31” lies outside the years 1984 to 2149."
    assert date_text(moment("1984-01-01")[0] * DAY) == "1984-01-01 00:00"
    assert date_text(moment("2149-12-31")[0] * DAY) == "2149-12-31 00:00"
    assert date_text(moment("1931-05-04", years=OF_FIELDS)[0] * DAY) == "1931-05-04 00:00"


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("1200", "", "1200.00"), ("1,200.50", "en", "1200.50"), ("1.200,50", "de", "1200.50"),
        ("1'200.50", "de-CH", "1200.50"), ("1 200,50 EUR", "fr", "1200.50"), ("€ 99", "", "99.00"),
        ("-12,5", "de", "-12.50"), ("1.200", "de", "1200.00"), ("1.200", "en", "1.20"),
    ],
)  # fmt: skip
def test_money(text, locale, expected):
    assert money(text, "EUR", locale) == Decimal(expected)


@pytest.mark.parametrize("text", ["12 USD", "twelve", "1e5", "", "12 34.5.6,7", "NaN", "9" * 40])
def test_what_is_no_money(text):
    with pytest.raises(Unreadable):
        money(text, "EUR")


def test_percentages_and_flags():
    assert [percent(text) for text in ("40", "40%", "12.5 %", "12,5")] == [40, 40, 12.5, 12.5]
    for text in ("140", "-1", "x"):
        with pytest.raises(Unreadable):
            percent(text)
    assert [yes_or_no(text) for text in ("yes", "Ja", "X", "0", "nein")] == [True, True, True, False, False]
    with pytest.raises(Unreadable):
        yes_or_no("perhaps")


@given(st.text(max_size=40), st.sampled_from(["", "de", "en-US", "fr", "xx", "de_CH"]))
def test_nothing_that_anybody_types_breaks_it(text, locale):
    for read in (lambda: length(text, OFFICE, locale), lambda: predecessors(text, OFFICE, locale),
                 lambda: moment(text, locale), lambda: money(text, "EUR", locale), lambda: number(text, locale),
                 lambda: yes_or_no(text)):  # fmt: skip
        assert remedy_of(read)


def remedy_of(read):
    """The remedy of a refusal; a text is read or refused, nothing else."""
    try:
        read()
    except Unreadable as refused:
        return refused.title and refused.remedy
    return "none needed"
