"""The reports of a component and of what is below it: what is due, what was sent, exceptions, discipline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone

from headway.app.actions.errors import Refused, Stale
from headway.app.actions.report_cadence import set_report_cadence, set_time_zone
from headway.app.actions.reports import draft_report
from headway.app.bridge.reports.due import timetable
from headway.app.bridge.reports.exceptions import MOVED_DAYS, discipline_below, rows_below, statuses_of
from headway.app.models import Report, ReportCadence
from headway.app.queries.reports.lists import RECENT, open_requests, reports_of, unanswered
from headway.app.rules import Verb, verbs_of
from headway.app.ui.views.frame import actor_of, find, head, number, post_only, say, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.bridge.reports.due import Timetable
    from headway.app.models import Component, Person
    from headway.app.rules.cadence import Due

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOST_MOVED_DAYS = 999


class CadenceForm(forms.Form):
    cadence = forms.ChoiceField(choices=ReportCadence.Cadence.choices)
    due = forms.TimeField()
    weekday = forms.IntegerField(min_value=0, max_value=6)
    month_day = forms.IntegerField(min_value=1, max_value=31)


@login_required
def reports(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    reader: Person = request.user  # type: ignore[assignment]
    now, verbs = timezone.now(), verbs_of(reader, component)
    times = timetable(component, now)
    rows = list(reports_of(reader, component)[:RECENT])
    context = head(request, component, "reports") | {
        "now": now,
        "times": times,
        "due": due_words(times, times.now_for(now)),
        "missing": due_words(times, times.missing),
        "draft": next(
            (row for row in rows if row.state == Report.State.DRAFT and row.kind == times.rhythm.cadence), None
        ),
        "rows": [(row, statuses_of(row)) for row in rows],
        "requests": list(open_requests(reader, component)),
        "addresses": list(unanswered(reader, component)),
        **rights(verbs),
        **cadence_of(times),
    }
    if not component.holds_tasks:
        context |= exceptions_of(request, component, now)
    return render(request, "reports/list.html", context)


def rights(verbs: frozenset[str]) -> dict[str, bool]:
    return {
        "may_write": Verb.WRITE_REPORT in verbs,
        "may_ask": Verb.REQUEST_SUPPORT in verbs,
        "may_answer": Verb.ANSWER_SUPPORT in verbs,
        "may_set": Verb.UPDATE_COMPONENT in verbs,
        "may_review": Verb.REVIEW_REPORT in verbs,
        "may_answer_direction": Verb.ANSWER_DIRECTION in verbs,
        "may_direct": Verb.SET_DIRECTION in verbs,
    }


def due_words(times: Timetable, due: Due | None) -> str:
    """Return a due time in the local time of whoever reports."""
    if due is None:
        return ""
    local = due.at.astimezone(times.zone)
    return f"{local:%A}, {local.day} {local:%B}, {local:%H:%M} ({times.zone.key})"


def cadence_of(times: Timetable) -> dict[str, Any]:
    rhythm = times.rhythm
    words = dict(ReportCadence.Cadence.choices)[ReportCadence.Cadence(rhythm.cadence)]
    return {
        "cadence_words": words,
        "due_time": f"{rhythm.due_minute // 60:02}:{rhythm.due_minute % 60:02}",
        "cadences": ReportCadence.Cadence.choices,
        "weekdays": list(enumerate(WEEKDAYS)),
        "kinds": [each for each in Report.Kind.choices if each[0] != rhythm.cadence],
        "zones": sorted(available_timezones()),
    }


def exceptions_of(request: HttpRequest, component: Component, now: Any) -> dict[str, Any]:
    days = min(number(request.GET.get("moved")) or MOVED_DAYS, MOST_MOVED_DAYS)
    below = rows_below(request.user, component, now, moved_days=float(days))  # type: ignore[arg-type]
    flagged = [row for row in below if row.flags]
    everything = request.GET.get("show") == "all"
    return {
        "below": below if everything else flagged,
        "flagged": len(flagged),
        "reporting": len(below),
        "everything": everything,
        "moved_days": f"{days:g}",
    }


@login_required
def discipline(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    rows = discipline_below(request.user, component, timezone.now())  # type: ignore[arg-type]
    due, on_time = sum(row.due for row in rows), sum(row.on_time for row in rows)
    context = head(request, component, "reports") | {
        "lines": rows,
        "due": due,
        "share": 100 * on_time / due if due else None,
        "contradictions": sum(row.contradictions for row in rows),
        "missing": sum(row.missing for row in rows),
    }
    return render(request, "reports/discipline.html", context)


@login_required
@post_only
def draft(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    try:
        return redirect("report", draft_report(actor_of(request), component, kind=request.POST.get("kind", "")).pk)
    except Refused as refusal:
        say(request, refusal)
        return redirect("reports", component.pk)


@login_required
@post_only
def cadence(request: HttpRequest, component_id: int) -> HttpResponse:
    component, form = find(request, component_id), CadenceForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
        return redirect("reports", component.pk)
    values = form.cleaned_data
    due = values.pop("due")
    try:
        set_report_cadence(actor_of(request), component, due_minute=due.hour * 60 + due.minute, **values)
        messages.success(request, "Reports fall due as you said.")
    except (Refused, Stale) as refusal:
        messages.error(request, str(refusal))
    return redirect("reports", component.pk)


@login_required
@post_only
def time_zone(request: HttpRequest, component_id: int) -> HttpResponse:
    """Set the reader's own time zone: their reports fall due in their morning."""
    component = find(request, component_id)
    try:
        person = set_time_zone(actor_of(request), request.user, request.POST.get("time_zone", ""))  # type: ignore[arg-type]
        messages.success(request, f"Your time zone is {person.time_zone or 'that of the installation'}.")
    except Refused as refusal:
        say(request, refusal)
    return redirect("reports", component.pk)
