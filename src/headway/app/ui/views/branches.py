"""What-if branches: start one, edit it in the schedule, compare, share, merge all or some, discard, restore."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.branch_choice import choice_of, result_of
from headway.app.actions.branch_effects import impact_of_branch
from headway.app.actions.branch_plans import seen
from headway.app.actions.branch_proposals import propose_branch
from headway.app.actions.branches import (
    discard_branch,
    merge_branch,
    restore_branch,
    share_branch,
    start_branch,
)
from headway.app.actions.errors import Refused
from headway.app.actions.level_branch import start_levelled
from headway.app.bridge.branch_comparison import causes, differences, other_plans
from headway.app.bridge.levelling_words import leveled_in
from headway.app.models import ChangeSet
from headway.app.queries.pages.changes import impact_seen_by
from headway.app.rules import NotAllowed, Verb, may, visible
from headway.app.rules.branches import is_author, is_editor, may_edit_branch, waits_as
from headway.app.rules.talk import readers_at
from headway.app.ui.effect_table import effect_rows
from headway.app.ui.sure_rows import sure_of
from headway.app.ui.views.frame import actor_of, find, head, number, part, post_only, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Person

DAY = 1440
MOST_LINES = 300
State = ChangeSet.State


def find_branch(request: HttpRequest, branch_id: int) -> ChangeSet:
    rows = visible(request.user, ChangeSet).filter(kind=ChangeSet.Kind.WHAT_IF)
    return get_object_or_404(rows.select_related("component", "author"), pk=branch_id)


def reader_of(request: HttpRequest) -> Person:
    reader: Any = request.user
    return reader  # type: ignore[no-any-return]


def tried(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Do it and say so, or say why not."""
    try:
        act()
    except Refused as refusal:
        say(request, refusal)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
        return True
    return False


def head_of(request: HttpRequest, branch: ChangeSet) -> dict[str, Any]:
    """Return what every page of a branch shows."""
    reader: Any = request.user
    waiting = waits_as(branch)
    return head(request, find(request, branch.component_id), "schedule") | {
        "branch": branch, "mine": is_author(reader, branch), "may_edit": may_edit_branch(reader, branch),
        "open": branch.state == State.DRAFT and waiting is None, "waiting": waiting,
        "sharings": ChangeSet.Sharing.choices, "editors": set(branch.editors.values_list("pk", flat=True)),
        "readers": readers_at(branch.component).exclude(pk=branch.author_id) if is_author(reader, branch) else (),
        "may_propose": is_editor(reader, branch) and may(reader, Verb.PROPOSE_CHANGE, branch.component),
        "proposals": visible(reader, ChangeSet).filter(branch=branch).order_by("-pk"),
    }  # fmt: skip


def beside(live: dict[str, Any], branch: dict[str, Any]) -> dict[str, Any]:
    """Return what a plan comes to without and with changes, and what lies between."""
    ends = live["finish"], branch["finish"]
    return {"live": live, "after": branch, "cost": Decimal(branch["cost"]), "live_cost": Decimal(live["cost"]),
            "days": None if None in ends else (ends[1] - ends[0]) / DAY,
            "more": Decimal(branch["cost"]) - Decimal(live["cost"]),
            "rates": {name: Decimal(each["people_cost"]) for name, each in (("live", live), ("after", branch))
                      if "people_cost" in each}}  # fmt: skip


@login_required
def branches(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    rows = visible(request.user, ChangeSet).filter(kind=ChangeSet.Kind.WHAT_IF, component=component)
    listed = list(rows.select_related("author"))
    reader: Any = request.user
    context = head(request, component, "schedule") | {
        "open": [row for row in listed if row.state == State.DRAFT],
        "closed": [row for row in listed if row.state != State.DRAFT],
        "mine": {row.pk for row in listed if is_author(reader, row)},
    }  # fmt: skip
    return render(request, "branches/list.html", context)


@post_only
@login_required
def start(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    how, name = request.POST.get("level", ""), request.POST.get("name", "")
    try:
        if how:
            branch = start_levelled(actor_of(request), component, how, name=name)
        else:
            branch = start_branch(actor_of(request), component, name=name)
    except Refused as refusal:
        say(request, refusal)
        return redirect("branches", component.pk)
    return redirect("branch-compare" if how else "branch", branch.pk)


@login_required
def branch(request: HttpRequest, branch_id: int) -> HttpResponse:
    return render(request, "branches/branch.html", head_of(request, find_branch(request, branch_id)))


@login_required
def effect(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Answer with the sentence of the bar, as things are now."""
    row = find_branch(request, branch_id)
    held = seen(row, actor_of(request))
    context = beside(*held.figures(reader_of(request)))
    others = other_plans(request.user, held.plan, row.component_id, held.live_dates)  # type: ignore[arg-type]
    return part(request, "branches/_effect.html", context | {"component": row.component, "plans": others,
                                                               "conflicts": held.conflicts, "branch": row})  # fmt: skip


@login_required
def compare(request: HttpRequest, branch_id: int) -> HttpResponse:
    row = find_branch(request, branch_id)
    held, reader = seen(row, actor_of(request)), request.user
    lines = differences(held.live, held.sheet)
    reasons = causes(reader, held.before, held.plan.joined, row.component.minutes_per_day)  # type: ignore[arg-type]
    for line in lines[:MOST_LINES]:
        line |= {"why": reasons.get(line["task"], ""), "days": None if line["moved"] is None else line["moved"] / DAY}
        line |= {name: None if line[name] is None else Decimal(line[name]) for name in ("cost", "live_cost")}
    context = head_of(request, row) | beside(*held.figures(reader_of(request)))
    impact = impact_seen_by(reader_of(request), impact_of_branch(held))
    context |= {"effects": effect_rows(impact or {}, row.component), "sure": sure_of(row)}
    context |= {"lines": lines[:MOST_LINES], "more_lines": max(0, len(lines) - MOST_LINES),
                "plans": other_plans(reader, held.plan, row.component_id, held.live_dates),  # type: ignore[arg-type]
                "conflicts": held.conflicts, "leveled": leveled_in(row, reader)}  # type: ignore[arg-type]  # fmt: skip
    return render(request, "branches/compare.html", context)


@login_required
def choose(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Show the changes to choose among; those that somebody else changed meanwhile are not chosen at first."""
    row, actor = find_branch(request, branch_id), actor_of(request)
    choice = choice_of(row, actor)
    chosen = {item.key for item in choice.chosen([item.key for item in choice.items if not item.conflicts])}
    groups = [(name, list(items)) for (_, name), items in groupby(choice.items, lambda item: (item.task, item.name))]
    result = result_of(row, actor, choice, chosen)
    context = head_of(request, row) | {"groups": groups, "lost": choice.lost, "chosen": chosen, "count": len(chosen)}
    return render(request, "branches/choose.html", context | beside(result["live"], result["branch"]))


@post_only
@login_required
def preview(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Answer with what the plan comes to with the chosen changes."""
    row, actor = find_branch(request, branch_id), actor_of(request)
    try:
        result = result_of(row, actor, choice_of(row, actor), request.POST.getlist("key"))
    except Refused as refusal:
        return part(request, "branches/_result.html", {"refusal": refusal})
    context = beside(result["live"], result["branch"]) | {"component": row.component, "count": len(result["keys"])}
    return part(request, "branches/_result.html", context)


@post_only
@login_required
def merge(request: HttpRequest, branch_id: int) -> HttpResponse:
    row, keys = find_branch(request, branch_id), request.POST.getlist("key")
    said = f"Merged. “{row}” is in the plan now; Undo in the schedule takes it back."
    if tried(request, lambda: merge_branch(actor_of(request), row, only=keys), said):
        return redirect("schedule", row.component_id)
    return redirect("branch-merge", row.pk)


@post_only
@login_required
def propose(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Begin a change request of the chosen changes; its author completes and proposes it on its own page."""
    row, given = find_branch(request, branch_id), request.POST
    made: list[ChangeSet] = []
    said = "This is the request. Say what else it means, then propose it."
    if tried(request, lambda: made.append(propose_branch(actor_of(request), row, name=given.get("name", ""),
             description=given.get("description", ""), only=given.getlist("key"))), said):  # fmt: skip
        return redirect("change", made[0].pk)
    return redirect("branch-merge", row.pk)


@post_only
@login_required
def share(request: HttpRequest, branch_id: int) -> HttpResponse:
    row, given = find_branch(request, branch_id), request.POST
    chosen = [pk for pk in map(number, given.getlist("editors")) if pk is not None]
    tried(request, lambda: share_branch(actor_of(request), row, sharing=given.get("sharing") or None,
                                        editors=chosen if "with_editors" in given else None,
                                        name=given.get("name") or None), "Saved.")  # fmt: skip
    return redirect("branch", row.pk)


@post_only
@login_required
def discard(request: HttpRequest, branch_id: int) -> HttpResponse:
    row = find_branch(request, branch_id)
    tried(request, lambda: discard_branch(actor_of(request), row), f"“{row}” is discarded; it can be restored here.")
    return redirect("branches", row.component_id)


@post_only
@login_required
def restore(request: HttpRequest, branch_id: int) -> HttpResponse:
    row = find_branch(request, branch_id)
    tried(request, lambda: restore_branch(actor_of(request), row), f"“{row}” is open again.")
    return redirect("branch", row.pk)
