"""My work: own tasks over all projects, reported on where they stand; and the week of time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from headway.app.actions.comments import write_comment
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.time_entries import report_time
from headway.app.bridge.cell_hours import hours_text, worked_minutes
from headway.app.bridge.cell_numbers import Unreadable, percent
from headway.app.bridge.cell_text import length
from headway.app.models import Stopwatch, Task
from headway.app.queries.pages.my_work import my_groups, work_rows
from headway.app.queries.pages.time_sheet import my_week, reported_in, week_of
from headway.app.queries.pages.time_weeks import decided_weeks, weeks_to_decide
from headway.app.queries.today import governance, register, reports, work
from headway.app.queries.today.panel import Reader
from headway.app.queries.workflow import State, state_of, workflow_of
from headway.app.rules import visible
from headway.app.ui.views.frame import actor_of, find, head, locale_of, number, part, post_only, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Person

WAITING = (governance.decisions_waiting, reports.requests, register.my_actions, work.waiting)
"""What waits for the reader besides tasks, and what the reader waits for."""


FIRST_YEAR, LAST_YEAR = 1971, 2198


def find_task(request: HttpRequest, task_id: int) -> Task:
    return get_object_or_404(visible(request.user, Task).select_related("component"), pk=task_id)


@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    reader = Reader(person)
    panels = [panel(reader) for panel in WAITING]
    groups = my_groups(person)
    watch = Stopwatch.objects.filter(person=person).select_related("task", "component").first()
    context = {"groups": groups, "nothing": not any(group.total for group in groups), "watch": watch,
               "over_midnight": watch and timezone.localtime(watch.started_at).date() != timezone.localdate(),
               "panels": [panel for panel in panels if panel.lines]}  # fmt: skip
    return render(request, "work/work.html", context)


# ---------------------------------------------------------------------- report


def edit(request: HttpRequest, task: Task, **values: Any) -> None:
    edit_plan(actor_of(request), task.component, [{"tasks": [task.pk], **values}])


def put(request: HttpRequest, task: Task, kind: State, **values: Any) -> None:
    """Put the task's card into the first column of a kind: what begins or ends it on the board."""
    edit(request, task, op="card", column=workflow_of(task.component).first(kind).key, **values)


def start(request: HttpRequest, task: Task) -> None:
    put(request, task, State.DOING)


def done(request: HttpRequest, task: Task) -> None:
    put(request, task, State.DONE)


def progress(request: HttpRequest, task: Task) -> None:
    """Set how much is done, or how long it still takes."""
    said, left = request.POST.get("percent", "").strip(), request.POST.get("remaining", "").strip()
    values: dict[str, Any] = {}
    if said:
        values["percent_complete"] = percent(said, locale_of(request))
    if left:
        values["remaining_minutes"] = length(left, task.component, locale_of(request)).minutes
    if values.get("percent_complete") == 100:
        done(request, task)
    elif values:
        if state_of(task.percent_complete, task.actual_start, task.actual_finish) != State.DOING:
            put(request, task, State.DOING, percent=values.get("percent_complete", 0.0))
        edit(request, task, op="set", values=values)


def block(request: HttpRequest, task: Task) -> None:
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise Refused("no-reason", "Say what it is waiting for.", "", "One sentence is enough.")
    edit(request, task, op="block", reason=reason)


def unblock(request: HttpRequest, task: Task) -> None:
    edit(request, task, op="block", reason="")


def note(request: HttpRequest, task: Task) -> None:
    write_comment(actor_of(request), task, request.POST.get("note", ""))


def spend(request: HttpRequest, task: Task) -> None:
    minutes = worked_minutes(request.POST.get("hours", ""), task.component)
    report_time(actor_of(request), task, timezone.localdate(), minutes)


ACTS: dict[str, Callable[[HttpRequest, Task], None]] = {
    "start": start, "done": done, "progress": progress, "block": block, "unblock": unblock, "note": note, "time": spend,
}  # fmt: skip
SAID = {"start": "Started.", "done": "Done.", "progress": "Saved.", "block": "Marked as blocked.",
        "unblock": "Not blocked any more.", "note": "Commented.", "time": "Time is reported."}  # fmt: skip


@post_only
@login_required
def report(request: HttpRequest, task_id: int) -> HttpResponse:
    """Do one act; htmx gets the row as it is then, everybody else the page."""
    task, act = find_task(request, task_id), request.POST.get("act", "")
    refusal = None
    try:
        if act in ACTS:
            ACTS[act](request, task)
    except Unreadable as error:
        refusal = Refused("bad-cell", error.title, "", error.remedy)
    except Refused as error:
        refusal = error
    if not request.htmx:  # type: ignore[attr-defined]
        if refusal:
            say(request, refusal)
        return redirect("work")
    person: Person = request.user  # type: ignore[assignment]
    (row,) = work_rows(person, visible(person, Task).filter(pk=task.pk).select_related("component"))
    told = "" if refusal else SAID.get(act, "")
    return part(request, "work/_row.html", {"row": row, "refusal": refusal, "told": told, "open": bool(refusal)})


# ---------------------------------------------------------------------- time


def asked_day(request: HttpRequest) -> date:
    """Return the day that the address asks for; today where it names none, or one that no plan knows."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return timezone.localdate()
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else timezone.localdate()


def around(days: list[date]) -> dict[str, Any]:
    """Return the weeks before and after, for who wants to go there."""
    this = week_of(timezone.localdate())[0]
    return {"days": days, "earlier": days[0] - timedelta(days=7), "next": days[0] + timedelta(days=7), "this": this}


@login_required
def week(request: HttpRequest) -> HttpResponse:
    sheet = my_week(request.user, asked_day(request))  # type: ignore[arg-type]
    decided = decided_weeks(request.user, sheet.days)  # type: ignore[arg-type]
    return render(request, "work/week.html", {"sheet": sheet, "decided": decided, **around(sheet.days)})


@post_only
@login_required
def save_time(request: HttpRequest) -> HttpResponse:
    """Set one cell of the reader's week; says what stands there then."""
    task = find_task(request, number(request.POST.get("task")) or 0)
    version = number(request.POST.get("version"))
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        minutes = worked_minutes(request.POST.get("hours", ""), task.component)
        entry = report_time(actor_of(request), task, day, minutes, version=version)
    except (Unreadable, Refused) as error:
        return JsonResponse({"error": f"{error.title} {error.remedy}".strip()}, status=422)
    except ValueError:
        return JsonResponse({"error": "This is not a day."}, status=422)
    except Stale as stale:
        theirs = stale.values["minutes"]["theirs"]
        words = f"{stale} There it says {hours_text(theirs) or 'nothing'}."
        return JsonResponse({"error": words, "minutes": theirs, "hours": hours_text(theirs), "version": stale.current},
                            status=409)  # fmt: skip
    kept = entry.minutes if entry else 0
    return JsonResponse({"minutes": kept, "hours": hours_text(kept), "version": entry.version if entry else 0})


@login_required
def reported(request: HttpRequest, component_id: int) -> HttpResponse:
    """Show the time that was reported in a component and below: all of it to who may read it, else the reader's own."""
    component = find(request, component_id)
    days = week_of(asked_day(request))
    found = reported_in(request.user, component, days)  # type: ignore[arg-type]
    weeks = weeks_to_decide(request.user, component, days)  # type: ignore[arg-type]
    context = head(request, component, "tasks") | {"found": found, "total": sum(found.totals), "weeks": weeks}
    return render(request, "work/reported.html", context | around(days))
