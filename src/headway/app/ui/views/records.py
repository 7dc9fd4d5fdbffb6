"""The register: list with heat maps, one record, raising and changing, escalation, export."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.errors import Refused, Stale
from headway.app.actions.escalations import ESCALATED, escalate_record, return_escalation, take_escalation
from headway.app.actions.records import link_record, raise_record, trash_record, unlink_record, update_record
from headway.app.bridge.confidence.kept import last_told
from headway.app.models import Component, Record, RecordLink, Task
from headway.app.models.record_kinds import KINDS
from headway.app.queries.pages.records import (
    SHOWS,
    counts,
    exposure,
    groups_of_kinds,
    heat_maps,
    history_of,
    records_at,
    shown,
    ties_of,
)
from headway.app.queries.releases import ends_seen
from headway.app.queries.success_metrics import standing_of
from headway.app.rules import Verb, may, verbs_of, visible
from headway.app.rules.records import keeping, kinds_raised, may_edit_record, require_edit_record, require_raise
from headway.app.ui.confidence_words import gain_of
from headway.app.ui.record_form import RecordForm
from headway.app.ui.record_parts import parts_of
from headway.app.ui.templatetags.headway import record_detail
from headway.app.ui.views.benefits import beside_record
from headway.app.ui.views.frame import actor_of, do, find, head, number, post_only, say
from headway.formats.csv.write_csv import Echo
from headway.formats.table import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from headway.app.models import Person

MOST = 500


@login_required
def register(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    kind, show = request.GET.get("kind", ""), request.GET.get("show", "open")
    kind, show = kind if kind in KINDS else "", show if show in SHOWS else "open"
    text, sort = request.GET.get("q", "")[:100].replace("\x00", ""), request.GET.get("sort", "")
    reader = cast("Person", request.user)
    every = records_at(reader, component)
    rows = list(shown(every, kind=kind, show=show, text=text, sort=sort)[:MOST])
    risks = [row for row in rows if row.kind == Record.Kind.RISK]
    context = head(request, component, "register")
    may_raise = kinds_raised(context["verbs"])
    groups = groups_of_kinds(context["verbs"], counts(every))
    offered = [kind] if kind else [name for group in groups for name in group.names]
    context |= {
        "groups": groups,
        "kind": kind, "show": show, "text": text, "sort": sort, "shows": SHOWS.items(), "rows": rows,
        "maps": heat_maps(risks) if kind in {"", "risk"} and risks else [],
        "exposure": exposure(risks),
        "several": any(row.component_id != component.pk for row in rows),
        "meaning": KINDS[kind].meaning if kind else "",
        "belongs": bool(kind and KINDS[kind].part_of),
        "wholes": ends_seen(reader, rows)[Record],
        "columns": [KINDS[kind].detail(name) for name in KINDS[kind].columns] if kind else [],
        "adds": next((name for name in offered if name in may_raise), ""),
    }  # fmt: skip
    return render(request, "records/register.html", context)


HEADER = ("reference", "kind", "component", "title", "status", "priority", "owner", "due_on", "sign", "probability",
          "impact", "score", "expected_value", "escalation", "description")  # fmt: skip


@login_required
def export(request: HttpRequest, component_id: int) -> StreamingHttpResponse:
    component = find(request, component_id)
    kind, reader = request.GET.get("kind", ""), cast("Person", request.user)
    rows = shown(records_at(reader, component), kind=kind, show="all", sort="reference")
    details = [each.name for each in KINDS[kind].details] if kind in KINDS and KINDS[kind].columns else []
    belongs = kind in KINDS and bool(KINDS[kind].part_of)
    wholes = ends_seen(reader, rows)[Record] if belongs else {}
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield writer.writerow([*HEADER, *details, *(["belongs_to"] if belongs else [])])
        for row in rows.iterator(chunk_size=500):
            values = [*values_of(row), *(row.details.get(name, "") for name in details)]
            values += [str(wholes.get(row.part_of_id or 0, ""))] if belongs else []
            yield writer.writerow([harmless(value) if isinstance(value, str) else value for value in values])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="register-{component.pk}.csv"'
    return answer


def values_of(row: Record) -> list[Any]:
    owner = row.owner.name if row.owner else ""
    values = [getattr(row, name) for name in HEADER]
    values[HEADER.index("component")], values[HEADER.index("owner")] = row.component.name, owner
    return values


@login_required
def new(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "risk"
    require_raise(actor_of(request), kind, component)
    context = head(request, component, "register")
    may_raise = kinds_raised(context["verbs"])
    sign = request.GET.get("sign", "threat") if kind == "risk" else ""
    reader = cast("Person", request.user)
    form = RecordForm(component, kind, sign, request.POST or None, reader=reader, verbs=context["verbs"])
    if request.method == "POST" and form.is_valid():
        try:
            row = raise_record(actor_of(request), component, kind, **form.values())
        except Refused as refusal:
            form.add_error(None, in_words(refusal))
        else:
            messages.success(request, f"{row} is in the register.")
            return redirect("record", row.pk)
    context |= {
        "form": form,
        "kind": kind,
        "sign": form.sign,
        "meaning": KINDS[kind].meaning,
        "kinds": [(name, label) for name, label in Record.Kind.choices if name in may_raise],
    }
    return render(request, "records/edit.html", context, status=422 if form.is_bound else 200)


def in_words(refusal: Refused) -> str:
    return " ".join(part for part in (refusal.title, refusal.detail, refusal.remedy) if part)


def find_record(request: HttpRequest, record_id: int) -> Record:
    rows = visible(request.user, Record).select_related(
        "component__rollup", "held_by", "owner", "raised_by", "escalated_to"
    )
    return get_object_or_404(rows, pk=record_id)


@login_required
def record(request: HttpRequest, record_id: int) -> HttpResponse:
    row = find_record(request, record_id)
    request.component_id = row.component_id  # type: ignore[attr-defined]
    reader = cast("Person", request.user)
    said = {each.name: each.label for each in KINDS[row.kind].details if each.name in row.details}
    may_edit = may_edit_record(reader, row)
    context = (
        head(request, row.component, "register")
        | {
            "row": row,
            "status": KINDS[row.kind].statuses[row.status],
            "due": KINDS[row.kind].due,
            "details": [(label, record_detail(row, name)) for name, label in said.items()],
            "standing": standing_of(row),
            "gain": gain_of(last_told(row.component), row.pk) if row.kind == Record.Kind.RISK else "",
            "may_edit": may_edit,
            "may_trash": may(reader, keeping(row.kind), row.held_by),
            "may_escalate": row.kind in ESCALATED and row.escalation != "asked" and row.closed_at is None,
            "may_take": row.escalated_to is not None and Verb.TAKE_ESCALATION in verbs_of(reader, row.escalated_to),
            "history": history_of(reader, "record", row.pk),
            "ties": ties_of(reader, row),
            "files": row.files.select_related("added_by"),
        }
        | parts_of(actor_of(request), row)
        | beside_record(reader, row, may_edit=may_edit)
    )
    return render(request, "records/record.html", context)


@login_required
def edit(request: HttpRequest, record_id: int) -> HttpResponse:
    row = find_record(request, record_id)
    request.component_id = row.component_id  # type: ignore[attr-defined]
    require_edit_record(actor_of(request), row)
    context = head(request, row.component, "register")
    reader = cast("Person", request.user)
    form = RecordForm(
        row.component, row.kind, row.sign, request.POST or None, reader=reader, verbs=context["verbs"], record=row
    )
    if request.method == "POST" and form.is_valid():
        try:
            update_record(actor_of(request), row, version=number(request.POST.get("version")), **form.values())
        except Refused as refusal:
            form.add_error(None, in_words(refusal))
        except Stale as stale:
            fields = ", ".join(stale.values)
            form.add_error(None, f"{stale} Open it again in another window, compare ({fields}), then save once more.")
            form.version = stale.current
        else:
            return redirect("record", row.pk)
    context |= {"form": form, "row": row, "kind": row.kind, "sign": row.sign}
    return render(request, "records/edit.html", context, status=422 if form.is_bound else 200)


@post_only
@login_required
def escalate(request: HttpRequest, record_id: int) -> HttpResponse:
    row, note = find_record(request, record_id), request.POST.get("note", "")
    do(request, "Escalated; the receipt is awaited.", escalate_record, row, note=note)
    return redirect("record", row.pk)


@post_only
@login_required
def receipt(request: HttpRequest, record_id: int) -> HttpResponse:
    row, note = find_record(request, record_id), request.POST.get("note", "")
    if request.POST.get("answer") == "take":
        do(request, "You own it now.", take_escalation, row, note=note)
    else:
        do(request, "Returned.", return_escalation, row, note=note)
    return redirect("record", row.pk)


@post_only
@login_required
def trash(request: HttpRequest, record_id: int) -> HttpResponse:
    row = find_record(request, record_id)
    try:
        trash_record(actor_of(request), row)
    except Refused as refusal:
        say(request, refusal)
        return redirect("record", row.pk)
    messages.success(request, f"{row} is in the trash.", extra_tags=f"undo-trash-record-{row.pk}")
    return redirect("register", row.component_id)


@post_only
@login_required
def link(request: HttpRequest, record_id: int) -> HttpResponse:
    """Tie the record to a task or another record of what the reader sees, given by its number or address."""
    row = find_record(request, record_id)
    kind = request.POST.get("object_type", "record")
    model: Any = {"record": Record, "task": Task, "component": Component}.get(kind)
    pk = number(request.POST.get("object_id", "").rstrip("/").rsplit("/", 1)[-1])
    if model is None or pk is None or not visible(request.user, model).filter(pk=pk).exists():
        messages.error(request, "There is nothing like that. Paste the address of a record, a task or a component.")
        return redirect("record", row.pk)
    do(request, "Linked.", link_record, row, kind, pk, relation=request.POST.get("relation", ""))
    return redirect("record", row.pk)


@post_only
@login_required
def unlink(request: HttpRequest, record_id: int, link_id: int) -> HttpResponse:
    row = find_record(request, record_id)
    tie = get_object_or_404(visible(request.user, RecordLink), pk=link_id, record=row)
    do(request, "The link is gone.", unlink_record, tie)
    return redirect("record", row.pk)
