"""Days and times as pages say them: elements that the page's script puts into the reader's own order and language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()

EPOCH = datetime(1970, 1, 1)
NONE = "\N{EN DASH}"


def date_of(minutes: int) -> datetime:
    return EPOCH + timedelta(minutes=minutes)


def local(at: date) -> date:
    """Return an instant on the wall clock of the reader's time zone; days and wall clocks as they are."""
    return timezone.localtime(at) if isinstance(at, datetime) and timezone.is_aware(at) else at


def day_element(at: date | None, form: str = "", words: str = "j M Y") -> str | SafeString:
    """Return a day; nothing for none, so that ``default`` may say what stands there."""
    if at is None or at == "":
        return ""
    at = local(at)
    kind = format_html(' data-form="{}"', form) if form else ""
    return format_html('<time datetime="{}"{}>{}</time>', f"{at:%Y-%m-%d}", kind, date_format(at, words))


def clock_element(at: datetime | None, form: str, words: str) -> str | SafeString:
    """Return a time of day on its day; the zone is the server's choice, so none stands in the element."""
    if at is None or at == "":
        return ""
    here = local(at)
    return format_html(
        '<time datetime="{}" data-form="{}">{}</time>', f"{here:%Y-%m-%dT%H:%M}", form, date_format(here, words)
    )


@register.filter
def on(at: date | None) -> str:
    """29 Nov 2026."""
    return day_element(at)


@register.filter
def on_short(at: date | None) -> str:
    """29 Nov: where the year is clear."""
    return day_element(at, "short", "j M")


@register.filter
def on_weekday(at: date | None) -> str:
    """Sunday, 29 November 2026: the head of a day."""
    return day_element(at, "weekday", "l, j F Y")


@register.filter
def at(moment: datetime | None) -> str:
    """29 Nov 2026, 10:15."""
    return clock_element(moment, "at", "j M Y, H:i")


@register.filter
def clock(moment: datetime | None) -> str:
    """10:15: under the head of a day."""
    return clock_element(moment, "at-clock", "H:i")


@register.filter
def at_short(moment: datetime | None) -> str:
    """29 Nov, 10:15: of what happened lately."""
    return clock_element(moment, "at-short", "j M, H:i")


@register.filter
def day(minutes: int | None) -> str:
    """Return the day of an instant of a plan; a dash for none."""
    return NONE if minutes is None else day_element(date_of(minutes))


@register.filter
def last_day(minutes: int | None) -> str:
    """Return the last day of a span that ends there: what ends at midnight ended on the day before."""
    return NONE if minutes is None else day_element(date_of(minutes - 1))


@register.filter
def iso_day(text: str | None) -> str:
    """Return the day of an ISO date or date with time, as reports hold it."""
    if not text:
        return NONE
    try:
        return day_element(datetime.fromisoformat(text))
    except ValueError:
        return text


@register.filter
def iso_month(text: str) -> str:
    """Jan 2027: of a month as computed effects hold it, such as 2027-01."""
    first = date.fromisoformat(f"{text}-01")
    return format_html('<time datetime="{}" data-form="month">{}</time>', text, date_format(first, "M Y"))
