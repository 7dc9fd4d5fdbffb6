"""Weeks of sent reports, requests, directions and one draft, written through the same actions as everybody."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone

from headway.app.actions.directions import (
    acknowledge_direction,
    comply_with_direction,
    explain_direction,
    set_direction,
)
from headway.app.actions.events import as_of
from headway.app.actions.plan_changes import touch_plan
from headway.app.actions.report_cadence import set_report_cadence, set_time_zone
from headway.app.actions.report_chase import chase_reports
from headway.app.actions.report_readers import mark_report_read
from headway.app.actions.reports import draft_report, edit_report, send_report
from headway.app.actions.support import acknowledge_support, answer_support, close_support
from headway.app.actions.tasks import update_task
from headway.app.bridge.recalculate import recalculate
from headway.app.demo import reports as said
from headway.app.models import Component, Event, Person, SupportRequest, Task
from headway.app.queries.working_days import working_days
from headway.app.rules import Actor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    People = Mapping[str, Person]
    Components = Mapping[str, Component]

ZONE = ZoneInfo(said.TIME_ZONE)


def acting(person: Person) -> Actor:
    return Actor(person=person, channel=Event.Channel.DEMO)


def load_reports(people: People, components: Components, monday: date) -> None:
    """Let the last weeks be reported, up to the days whose reports have fallen due by now."""
    now = timezone.now()
    if not monday <= now.astimezone(ZONE).date() <= monday + timedelta(days=6):
        now = datetime.combine(monday + timedelta(days=2), time(12), ZONE)  # loaded as of another week
    today = now.astimezone(ZONE).date()
    system = Actor(person=None, channel=Event.Channel.DEMO)
    for person in people.values():
        set_time_zone(system, person, said.TIME_ZONE)
    for key in said.WEEKLY:
        set_report_cadence(system, components[key], cadence="weekly", since=today + timedelta(days=1))
    stretch = shorten(components)
    for reporter in said.REPORTERS:
        first = monday - timedelta(weeks=reporter.weeks)
        component = components[reporter.project]
        set_report_cadence(system, component, cadence="daily", since=first, due_minute=reporter.due_minute)
        works = working_days(Component.objects.get(pk=component.pk))
        days = [day for day in between(first, today) if works(day) and due(reporter, day) <= now]
        days = days[: len(days) - reporter.silent_days]
        for place, day in enumerate(days):
            report_day(reporter, people, components, day, len(days) - 1 - place)
    roll_up_reports(people, components, monday)
    answer_requests(components)
    direct(people, components, today)
    stretch(people)
    ravnsund = components["ravnsund"]
    chase_reports(system, now)
    draft_report(acting(people["maja"]), Component.objects.get(pk=ravnsund.pk), now=now)


def between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def due(reporter: said.Reporter, day: date) -> datetime:
    hour, minute = divmod(reporter.due_minute, 60)
    return datetime.combine(day, time(hour, minute), ZONE)


def report_day(reporter: said.Reporter, people: People, components: Components, day: date, days_ago: int) -> None:
    """Draft, correct and send one report, some minutes before it is due, or late where the story says so."""
    component, actor = components[reporter.project], acting(people[reporter.person])
    late = reporter.late_on and days_ago == reporter.late_on
    when = due(reporter, day) + (timedelta(hours=5) if late else -timedelta(minutes=8 + day.day % 20))
    lines: dict[str, list[dict[str, object]]] = {}
    for words in said.WORDS:
        if (words.project, words.days_ago) == (reporter.project, days_ago):
            lines.setdefault(words.section, []).append({"text": words.text, "request": words.ask})
    statuses = {
        name: {"typed": level, "reason": reason}
        for project, name, level, reason, ago in said.OVERRIDES
        if (project, ago) == (reporter.project, days_ago)
    }
    with as_of(when):
        report = draft_report(actor, component, kind="daily", now=when)
        if lines or statuses:
            kept = {section: [{"key": each["key"], "text": each["text"]} for each in report.content[section]]
                    for section in lines}  # fmt: skip
            wanted = {section: [*kept[section], *added] for section, added in lines.items()}
            report = edit_report(actor, report, lines=wanted, statuses=statuses)
        report = send_report(actor, report, now=when)
    if days_ago > 1:
        with as_of(when + timedelta(hours=1)):
            reader = components[reporter.project].parent
            assert reader is not None
            assert reader.lead is not None
            mark_report_read(acting(reader.lead), report)


def roll_up_reports(people: People, components: Components, monday: date) -> None:
    """Let weekly, monthly and highlight reports be sent on the Friday of last week or of the one before."""
    for key, person, kind, weeks, (section, text) in said.ROLLED_UP:
        when = datetime.combine(monday - timedelta(days=3 + 7 * weeks), time(14, 20), ZONE)
        actor = acting(people[person])
        with as_of(when):
            report = draft_report(actor, Component.objects.get(pk=components[key].pk), kind=kind, now=when)
            kept = [{"key": each["key"], "text": each["text"]} for each in report.content[section]]
            report = edit_report(actor, report, lines={section: [*kept, {"text": text}]})
            send_report(actor, report, now=when)


def answer_requests(components: Components) -> None:
    for project, begin, act, words in said.ANSWERS:
        row = SupportRequest.objects.get(component=components[project], text__startswith=begin)
        leader = row.asked_of
        assert leader is not None
        with as_of(row.asked_at + timedelta(hours=5)):
            row = acknowledge_support(acting(leader), row)
        if act == "closed":
            with as_of(row.asked_at + timedelta(hours=26)):
                row = answer_support(acting(leader), row, answer=words)
                asker = row.asked_by
                assert asker is not None
                close_support(acting(asker), row, satisfaction=4, comment="Two weeks earlier would have been better.")


def direct(people: People, components: Components, today: date) -> None:
    petra, made = acting(people["petra"]), []
    for title, text, days, kinds, healths, joins in said.DIRECTIONS:
        until = max(today, timezone.localdate()) + timedelta(days=days)
        chosen = {"kinds": kinds, "healths": healths}
        made.append(set_direction(petra, components["root"], title=title, text=text, due_on=until, chosen=chosen,
                                  joins_new=joins))  # fmt: skip
    for place, project, person, act, words in said.DIRECTION_ANSWERS:
        row = made[place].addresses.filter(component=components[project]).first()
        actor = acting(people[person])
        if row is None:
            continue
        if act == "acknowledge":
            acknowledge_direction(actor, row)
        else:
            (comply_with_direction if act == "comply" else explain_direction)(actor, row, answer=words)


def shorten(components: Components) -> Callable[[People], None]:
    """Let a task be shorter while the past is told; what is returned gives it its length again."""
    key, name, days = said.STRETCHED
    task = Task.objects.get(component=components[key], name=name)
    whole = task.duration_minutes
    shorter = whole - days * 480
    Task.objects.filter(pk=task.pk).update(duration_minutes=shorter, work_minutes=F("work_minutes") * shorter / whole)
    task.assignments.update(work_minutes=F("work_minutes") * shorter / whole)
    touch_plan(components[key])
    recalculate([components[key].pk])

    def stretch(people: People) -> None:
        update_task(acting(people["maja"]), task, duration_minutes=whole)

    return stretch
