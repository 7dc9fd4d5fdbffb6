"""The record as evidence: exports for those who may, the verification and its anchor for operators."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase  # noqa: TC002 - beside the others
from django.shortcuts import redirect, render

from headway.app.actions.audit import verify_now
from headway.app.actions.audit_export import export_log
from headway.app.actions.errors import Refused
from headway.app.models import DueJob, Event, EventChain
from headway.app.queries.audit.alarm import JOB
from headway.app.queries.audit.anchor import anchor
from headway.app.queries.audit.export import lines
from headway.app.queries.audit.places import places_of
from headway.app.queries.audit.verify import REMEDY, ChainProblem
from headway.app.ui.views.frame import actor_of, find, post_only, say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from django.http import HttpRequest

PIECE = 64 * 1024
TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


@post_only
@login_required
def export(request: HttpRequest, component_id: int) -> HttpResponseBase:
    """Send the events of a component and below as a file, piece by piece; that it was taken is itself recorded."""
    component = find(request, component_id)
    wanted = request.POST.get("format", "jsonl")
    try:
        rows, scope = export_log(actor_of(request), component, wanted)
    except Refused as refusal:
        say(request, refusal)
        return redirect("activity", component.pk)
    pieces = in_pieces(lines(rows.iterator(chunk_size=2000), scope, wanted))
    served: Any = asynchronous(pieces) if isinstance(request, ASGIRequest) else pieces
    name = f'attachment; filename="record-{component.pk}.{wanted}"'
    return StreamingHttpResponse(served, content_type=TYPES[wanted], headers={"Content-Disposition": name})


def in_pieces(texts: Iterator[str]) -> Iterator[bytes]:
    """Join lines to pieces worth sending."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


async def asynchronous(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read each piece in the thread of the request, so that the database sees one reader."""
    take = sync_to_async(partial(next, pieces, None), thread_sensitive=True)
    while (piece := await take()) is not None:
        yield piece


def require_operator(request: HttpRequest) -> None:
    if not request.user.is_superuser:
        raise Http404


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show operators whether the log holds, since when that is known, and what falls due here."""
    require_operator(request)
    jobs = list(DueJob.objects.all())
    found = next((job for job in jobs if job.name == JOB), None)
    counts = {"chains": EventChain.objects.count(), "events": Event.objects.count()}
    problems = [ChainProblem(**each) for each in found.result.get("problems", ())] if found and found.result else []
    shown = {"jobs": jobs, "found": found, "counts": counts, "places": places_of(problems), "remedy": REMEDY}
    return render(request, "log/overview.html", shown)


@post_only
@login_required
def verify(request: HttpRequest) -> HttpResponse:
    require_operator(request)
    count = verify_now(actor_of(request)).result["count"]
    if count:
        messages.error(request, f"{count} {'place does' if count == 1 else 'places do'} not hold.")
    else:
        messages.success(request, "Every chain holds; nothing was altered.")
    return redirect("log")


@post_only
@login_required
def take_anchor(request: HttpRequest) -> HttpResponse:
    """Send the heads of all chains, to be kept elsewhere."""
    require_operator(request)
    text = json.dumps(anchor(), indent=1) + "\n"
    name = 'attachment; filename="headway-anchor.json"'
    return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": name})
