"""Filters and tags of the product's templates: built in, no {% load %} needed."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from headway.app.bridge.cell_hours import hours_text
from headway.app.bridge.tolerances import WORDS
from headway.app.models.record_kinds import KINDS
from headway.app.queries.money import exact, short
from headway.app.queries.pages.records import AMBER, RED
from headway.app.queries.success_metrics import figure, rating_of

if TYPE_CHECKING:
    from django.contrib.messages.storage.base import Message
    from django.forms import BoundField

    from headway.app.models import Record, SupportRequest

register = template.Library()

DIST = Path(__file__).resolve().parents[1] / "static/headway/dist"
EPOCH = datetime(1970, 1, 1)
MINUS, SPACE, NONE = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}", "\N{EN DASH}"
KIND_ICONS = {"portfolio": "briefcase", "program": "layers", "project": "workflow", "operation": "cog",
              "task": "list-checks", "record": "list", "sprint": "activity", "gate": "milestone",
              "selection": "compass", "report": "calendar-range"}  # fmt: skip
MOST_LETTERS = 600
UNSAFE_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file, with a version that changes whenever the file does."""
    path = Path(f"{DIST}/{name}")  # pathlib takes no SafeString
    version = f"{path.stat().st_mtime_ns:x}" if path.exists() else "0"
    return f"{static(f'headway/dist/{name}')}?v={version}"


@lru_cache(maxsize=1)
def drawings(changed_at: int) -> dict[str, str]:  # noqa: ARG001 - the key of the cache: a new build is read again
    found: dict[str, str] = json.loads((DIST / "icons.json").read_text("utf-8"))
    return found


@register.filter("input")
def input_of(field: BoundField) -> SafeString:
    """Return the input of a form's field as all our inputs look, marked where it is wrong."""
    return field.as_widget(attrs={"class": "in"})


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a pictogram as inline SVG; it is decoration, so words stand beside it."""
    path = DIST / "icons.json"
    inner = drawings(path.stat().st_mtime_ns).get(name, "") if path.exists() else ""
    opening = f'<svg class="icon" data-icon="{name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    return mark_safe(f"{opening}{inner}</svg>")  # noqa: S308 - drawings of our own build


@register.simple_tag
def kind_icon(kind: str) -> SafeString:
    return icon(KIND_ICONS.get(kind, "layers"))


@register.filter
def percent(value: float | None) -> str:
    return NONE if value is None else f"{value:.0f}{SPACE}%"


@register.filter
def standing(status: str) -> str:
    """Return how a forecast stands against its tolerance as people say it."""
    return WORDS[status]


@register.filter
def signed_days(days: float | None) -> str:
    """Return "+12 d" for late, a minus for early, "0 d" for as planned."""
    if days is None:
        return NONE
    size = abs(days)
    if size < 0.05:
        return f"0{SPACE}d"
    number = f"{size:,.0f}" if size >= 9.95 or float(size).is_integer() else f"{size:.1f}"
    return f"{'+' if days > 0 else MINUS}{number}{SPACE}d"


@register.filter
def tone(days: float | None) -> str:
    """Return the class of a variance in days."""
    if days is None or abs(days) < 0.05:
        return "mute"
    return "bad" if days > 0 else "good"


@register.filter
def working_days(minutes: int | None, minutes_per_day: int = 480) -> str:
    """Return working time in days, "5 d"; less than a day in hours."""
    if minutes is None:
        return NONE
    if minutes and abs(minutes) < minutes_per_day:
        return f"{minutes / 60:.3g}{SPACE}h".replace("-", MINUS)
    return f"{minutes / minutes_per_day:,.1f}".replace(".0", "").replace("-", MINUS) + f"{SPACE}d"


@register.filter
def hours(minutes: int | None) -> str:
    """Return working time as a cell of hours shows it: "1.5"; nothing for none."""
    return hours_text(minutes or 0)


@register.filter
def work_hours(minutes: int) -> str:
    """Return an amount of work in whole hours: "1,240 h"; less than ten with a half."""
    hours = minutes / 60
    shown = f"{hours:.1f}".replace(".0", "") if hours < 10 else f"{hours:,.0f}"
    return f"{shown}{SPACE}h"


@register.filter
def money(amount: Decimal | float | None, currency: str = "EUR") -> str:
    """Return an amount short enough for a column: "€ 48.2 m"."""
    return NONE if amount is None else short(amount, currency)


@register.filter
def money_exact(amount: Decimal | float | str, currency: str) -> str:
    """Return an amount to the unit, as a decision says it: "€ 48,213,500"."""
    return exact(Decimal(amount), currency)


@register.filter
def gain_tone(change: float | None) -> str:
    """Return the class of a change in value: more is good."""
    size = round(change or 0, 2)
    return "bad" if size < 0 else "good" if size > 0 else "mute"


@register.filter
def bytes_in_words(size: int) -> str:
    return f"{size / 2**20:,.0f}{SPACE}MB" if size >= 2**20 else f"{size / 1024:,.0f}{SPACE}kB"


@register.filter
def script_json(value: Any) -> SafeString:
    """Return JSON that no text in it can break out of: for <script type="application/json">."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return mark_safe(text.translate(UNSAFE_IN_SCRIPT))  # noqa: S308 - <, > and & are escaped just above


@register.filter
def compact_json(value: Any) -> str:
    """Return a value of the log in one line, not longer than one can read."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=str)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"


@register.filter
def undo_of(message: Message) -> str:
    """Return the address that takes back what a message tells; empty where nothing can be."""
    for word in (message.extra_tags or "").split():
        match word.split("-"):
            case ["undo", pk]:
                return reverse("import-undo", args=[pk])
            case ["undo", "trash", kind, pk]:
                return reverse("trash-restore", args=[kind, pk])
    return ""


@register.filter
def import_health(state: str) -> str:
    """Return the status shape of an import."""
    return {"merged": "green", "failed": "red", "ready": "amber"}.get(state, "none")


@register.filter
def risk_level(score: float | None) -> str:
    """Return the color and shape of a risk's score."""
    if score is None:
        return "none"
    return "red" if score >= RED else "amber" if score >= AMBER else "green"


@register.filter
def risk_mark(record: Record) -> str:
    """Return the color and shape of a risk: how much a threat threatens; what may help is good, however much."""
    return "green" if record.sign == "opportunity" else risk_level(record.score)


@register.filter
def priority_level(priority: str) -> str:
    return {"high": "red", "medium": "amber"}.get(priority, "green")


@register.filter
def percent_of_one(value: float | None) -> str:
    """Return a share between 0 and 1 as percent."""
    return NONE if value is None else f"{value * 100:g} %"


@register.filter
def record_status(record: Record) -> str:
    """Return the status of a record in the words of its kind."""
    return KINDS[record.kind].statuses.get(record.status, record.status)


@register.filter
def record_mark(record: Record) -> str:
    """Return the color of a status that judges; nothing for one that only says how far work is."""
    return KINDS[record.kind].marks.get(record.status, "")


@register.filter
def record_rating(record: Record) -> str:
    """Return what stands where other kinds have a priority; nothing for a kind that has one."""
    return (rating_of(record) or NONE) if KINDS[record.kind].rating else ""


@register.filter
def record_detail(record: Record, name: str) -> str:
    """Return a detail of a record as people read it."""
    value = record.details.get(name, NONE)
    if not isinstance(value, str):
        return figure(value)
    day = parse_date(value) if KINDS[record.kind].detail(name).type == "date" and value != NONE else None
    return date_format(day, "j M Y") if day else value


@register.filter
def whole_in(record: Record, wholes: dict[int, Record]) -> str:
    """Return what a record belongs to, where that is among what the reader sees."""
    return str(wholes.get(record.part_of_id or 0, ""))


@register.filter
def is_overdue(record: Record) -> bool:
    return record.closed_at is None and record.due_on is not None and record.due_on < timezone.localdate()


@register.filter
def answer_level(answer: str) -> str:
    """Return the color and shape of a criterion's answer."""
    return {"met": "green", "partly": "amber", "no": "red"}.get(answer, "none")


@register.filter
def vote_level(vote: str) -> str:
    return {"go": "green", "conditional": "green", "hold": "amber", "recycle": "amber", "stop": "red"}.get(vote, "none")


@register.filter
def confidence_level(step: str) -> str:
    return {"g": "green", "ga": "green", "a": "amber", "ar": "red", "r": "red"}.get(step, "none")


@register.filter
def time_left(at: datetime | None) -> str:
    """Return how long it is until an instant, or how long it has passed: "in 3 h", "1 d 4 h late"."""
    if at is None:
        return NONE
    minutes = round((at - timezone.now()).total_seconds() / 60)
    days, rest = divmod(abs(minutes), 1440)
    hours, left = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (left if not days else 0, "min")]
    words = " ".join(f"{number}{SPACE}{unit}" for number, unit in parts if number) or "now"
    if words == "now":
        return words
    return f"in {words}" if minutes > 0 else f"{words} late"


@register.filter
def status_word(level: str) -> str:
    return {"green": "On track", "amber": "At risk", "red": "Off track"}.get(level, "Not measured")


@register.filter
def sureness_level(word: str) -> str:
    return {"high": "green", "medium": "amber", "low": "red"}.get(word, "none")


@register.filter
def agreement_level(state: str) -> str:
    """Return the status shape of an agreement."""
    return {"accepted": "green", "declined": "red", "withdrawn": "none"}.get(state, "amber")


@register.filter
def selection_level(state: str) -> str:
    """Return the status shape of a round of selection."""
    return {"decided": "green", "proposed": "amber", "sent_back": "red"}.get(state, "none")


@register.filter
def value_points(value: Any) -> str:
    """Return a value as people type one: no zeros after the point."""
    return f"{Decimal(str(value)):,.2f}".rstrip("0").rstrip(".")


AGREEMENT_STEPS = {
    "accept": "Promise this day", "propose": "Propose this day", "decline": "Decline", "agree": "Agree to the proposal",
    "ask": "Ask for this day", "withdraw": "Withdraw", "impose": "Decide from above",
}  # fmt: skip


@register.filter
def agreement_step(step: str) -> str:
    """Return what the button of a step says."""
    return AGREEMENT_STEPS[step]


@register.filter
def of_key(found: dict[int, int], key: int) -> int | None:
    """Return what a dictionary holds under a key that a template variable names."""
    return found.get(key)


@register.filter
def request_level(request: SupportRequest) -> str:
    return request.level(timezone.now())


@register.filter
def request_is_late(request: SupportRequest) -> bool:
    return request.is_late(timezone.now())


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


@register.filter
def browser(agent: str) -> str:
    """Return what a browser calls itself in two words; browsers pretend to be each other, so the order counts."""
    name = next((word for mark, word in BROWSERS if mark in agent), "A program")
    system = next((word for mark, word in SYSTEMS if mark in agent), "")
    return f"{name} on {system}" if system else name
