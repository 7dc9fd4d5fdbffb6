"""Days and times as pages say them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from headway.app.ui.templatetags import days, headway

WINTER = datetime(2026, 11, 29, 23, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("say", "element"),
    [
        (days.on, '<time datetime="2026-11-30">30 Nov 2026</time>'),
        (days.on_short, '<time datetime="2026-11-30" data-form="short">30 Nov</time>'),
        (days.on_weekday, '<time datetime="2026-11-30" data-form="weekday">Monday, 30 November 2026</time>'),
        (days.at, '<time datetime="2026-11-30T00:15" data-form="at">30 Nov 2026, 00:15</time>'),
        (days.at_short, '<time datetime="2026-11-30T00:15" data-form="at-short">30 Nov, 00:15</time>'),
    ],
)
def test_an_instant_is_said_on_the_wall_clock_of_the_zone(say, element):
    with timezone.override("Europe/Oslo"):
        assert say(WINTER) == element
    assert say(None) == ""


def test_a_day_of_a_plan_and_a_date_need_no_zone():
    with timezone.override("Pacific/Auckland"):
        assert days.on(date(2026, 2, 5)) == '<time datetime="2026-02-05">5 Feb 2026</time>'
        assert days.day(0) == days.last_day(1440) == '<time datetime="1970-01-01">1 Jan 1970</time>'


def test_no_filter_hides_another_one():
    """Of two built-in filters of one name the later one wins, silently, on every page."""
    names = [name for each in (days, headway) for name in (*each.register.filters, *each.register.tags)]
    assert sorted(names) == sorted(set(names))
