"""Sprints: the plan of a board's, one of them, and what is done to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from headway.app.actions.errors import Refused
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.sprints import change_sprint, close_sprint, delete_sprint, plan_sprint, start_sprint
from headway.app.bridge.sprint_forecast import forecast_of
from headway.app.bridge.sprints import account_of, cards, tasks_of, work_of
from headway.app.models import Sprint, Task
from headway.app.queries.pages.register import DONE
from headway.app.queries.sprints import in_state, open_impediments, sprints_of
from headway.app.queries.workflow import STATE_WORDS, state_of
from headway.app.rules import Verb, visible
from headway.app.ui.charts.burn_down import burn_down
from headway.app.ui.views.frame import actor_of, do, find, head, number, post_only, say, wrong

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Component

State = Sprint.State
USUAL = timedelta(days=13)
"""From the first day to the last one of a first sprint: two weeks."""
MOST_ROWS = 300
"""Of the backlog; the filter finds the others."""
MOST_MOVED = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """A task of a sprint or of the backlog."""

    task: Task
    minutes: int
    state: str


def line_of(task: Task) -> Line:
    state = state_of(task.percent_complete, task.actual_start, task.actual_finish)
    return Line(task, work_of(task.work_minutes, task.duration_minutes), STATE_WORDS[state])


class SprintForm(forms.Form):
    name = forms.CharField(required=False, max_length=80)
    goal = forms.CharField(required=False, max_length=500)
    start = forms.DateField()
    finish = forms.DateField()


def find_sprint(request: HttpRequest, sprint_id: int) -> Sprint:
    rows = visible(request.user, Sprint).select_related("component__rollup")
    return get_object_or_404(rows, pk=sprint_id)


def sprint_head(request: HttpRequest, component: Component, sprints: list[Sprint]) -> dict[str, Any]:
    """Return what is told of the running sprint above the board."""
    running = next(iter(in_state(sprints, State.RUNNING)), None)
    account = running and account_of(running)
    return {
        "sprints": sprints,
        "running": running,
        "account": account,
        "burn_down": account and burn_down(account),
        "impediments": list(open_impediments(request.user, [component])),  # type: ignore[arg-type]  # signed in
        "over": running is not None and running.finish < timezone.localdate(),
    }


@login_required
def sprints(request: HttpRequest, component_id: int) -> HttpResponse:
    """Show the sprints and the backlog; plan another sprint."""
    component = find(request, component_id)
    if request.method == "POST":
        form = SprintForm(request.POST)
        if not form.is_valid():
            messages.error(request, wrong(form))
        else:
            do(request, "The sprint is planned.", plan_sprint, component, **form.cleaned_data)
        return redirect("sprints", component.pk)
    if not component.holds_tasks:
        return redirect("component", component.pk)
    found = sprints_of(component)
    text = request.GET.get("q", "")[:100].replace("\x00", "")
    context = head(request, component, "board") | sprint_head(request, component, found)
    rows = cards(component).select_related("owner").order_by("position")
    open_ones = [each for each in found if each.is_open]
    lines: dict[int | None, list[Line]] = {each.pk: [] for each in open_ones}
    for task in rows.filter(sprint__in=open_ones):
        lines[task.sprint_id].append(line_of(task))
    backlog = rows.filter(~DONE, sprint=None)
    if text:
        backlog = backlog.filter(Q(name__icontains=text) | Q(wbs__startswith=text))
    closed = in_state(found, State.CLOSED)[::-1]
    context |= {
        "open": [(each, lines[each.pk], sum(line.minutes for line in lines[each.pk])) for each in open_ones],
        "backlog": [line_of(task) for task in backlog[:MOST_ROWS]],
        "backlog_count": backlog.count(),
        "text": text,
        "closed": [(each, account_of(each)) for each in closed],
        "forecast": forecast_of(component, found),
        "may_run": Verb.RUN_SPRINT in context["verbs"],
        "dates": next_dates(found),
        "next_name": f"Sprint {len(found) + 1}",
        "planned": in_state(found, State.PLANNED),
    }
    return render(request, "board/sprints.html", context)


def next_dates(found: list[Sprint]) -> tuple[date, date]:
    """Return as many days as the last sprint has, on the same weekdays of the weeks behind it."""
    if not found:
        today = timezone.localdate()
        return today, today + USUAL
    last = max(found, key=lambda each: each.finish)
    length = last.finish - last.start
    start = last.start + timedelta(weeks=length.days // 7 + 1)
    return start, start + length


@login_required
def sprint(request: HttpRequest, sprint_id: int) -> HttpResponse:
    """Show one sprint with its burn-down and what became of its tasks; change what can be."""
    row = find_sprint(request, sprint_id)
    if request.method == "POST":
        form = SprintForm(request.POST)
        if not form.is_valid():
            messages.error(request, wrong(form))
        else:
            version = number(request.POST.get("version"))
            do(request, "The sprint is changed.", change_sprint, row, version=version, **form.cleaned_data)
        return redirect("sprint", row.pk)
    context = head(request, row.component, "board")
    account = None if row.state == State.PLANNED else account_of(row)
    context |= {
        "sprint": row,
        "account": account,
        "burn_down": account and burn_down(account),
        "lines": lines_of(row),
        "planned": in_state(sprints_of(row.component), State.PLANNED),
        "may_run": Verb.RUN_SPRINT in context["verbs"],
    }
    return render(request, "board/sprint.html", context)


def lines_of(row: Sprint) -> list[tuple[Task | None, int, bool]]:
    """Return the tasks of a sprint, those that are gone as nothing, with their work and whether they were done."""
    told = tasks_of(row)
    known = Task.objects.in_bulk([task for task, *_ in told])
    return [(known.get(task), minutes, done) for task, minutes, done in told]


def acted(request: HttpRequest, row: Sprint, said: str, verb: Callable[..., object], **values: Any) -> HttpResponse:
    do(request, said, verb, row, version=number(request.POST.get("version")), **values)
    return redirect("sprints", row.component_id)


@post_only
@login_required
def start(request: HttpRequest, sprint_id: int) -> HttpResponse:
    row = find_sprint(request, sprint_id)
    return acted(request, row, f"{row} is running.", start_sprint)


@post_only
@login_required
def close(request: HttpRequest, sprint_id: int) -> HttpResponse:
    row = find_sprint(request, sprint_id)
    chosen = number(request.POST.get("leftovers"))
    leftovers = find_sprint(request, chosen) if chosen else None
    return acted(request, row, f"{row} is closed; its figures are frozen.", close_sprint, leftovers=leftovers)


@post_only
@login_required
def delete(request: HttpRequest, sprint_id: int) -> HttpResponse:
    row = find_sprint(request, sprint_id)
    try:
        item = delete_sprint(actor_of(request), row)
    except Refused as refusal:
        say(request, refusal)
    else:
        said = f"{row} lies in the trash; its tasks are in the backlog."
        messages.success(request, said, extra_tags=f"undo-trash-item-{item.pk}")
    return redirect("sprints", row.component_id)


@post_only
@login_required
def move(request: HttpRequest, component_id: int) -> HttpResponse:
    """Put the ticked tasks into a sprint, or back to the backlog."""
    component = find(request, component_id)
    tasks = [pk for pk in map(number, request.POST.getlist("task")[:MOST_MOVED]) if pk]
    chosen = number(request.POST.get("sprint"))
    if not tasks:
        messages.error(request, "Tick the tasks that are to be moved first.")
    else:
        where = str(find_sprint(request, chosen)) if chosen else "the backlog"
        said = f"{len(tasks)} {'task is' if len(tasks) == 1 else 'tasks are'} in {where} now."
        do(request, said, edit_plan, component, [{"op": "sprint", "tasks": tasks, "sprint": chosen}])
    return redirect("sprints", component.pk)
