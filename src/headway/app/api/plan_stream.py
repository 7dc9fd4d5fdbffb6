"""Server-sent events that tell of new revisions of a plan, so that everybody who has it open sees what others do."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.http import HttpResponse, StreamingHttpResponse
from ninja import Router

from headway.app.api.edits import plan_of
from headway.app.api.requests import Id, person_of
from headway.app.models import Component, Person, Rollup
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

router = Router(tags=["plans"])
OnTheWay = tuple[int, int]
ON_THE_WAY = ("dates_waiting", "dates_stored")
MOST, MOST_EACH = 200, 8
"""Streams of this process, and of one person."""
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_CHECKS = 5.0
"""Whether the reader may still see the plan; at every new revision too."""
SECONDS_OF_SILENCE = 15.0
SECONDS_OPEN = 3600.0
"""A browser opens it again, and proves anew who it is."""
SECONDS_TO_WAIT = 30


class Revisions:
    """The revisions of the plans that somebody watches; one look for all of them, however many watch."""

    def __init__(self) -> None:
        self.watched: Counter[int] = Counter()
        self.readers: Counter[int] = Counter()
        self._known: dict[int, int] = {}
        self._on_the_way: dict[int, OnTheWay] = {}
        self._read_at = 0.0
        self._lock = threading.Lock()

    @property
    def full(self) -> bool:
        return self.readers.total() >= MOST

    async def of(self, component: int) -> int | None:
        """Return the revision of a plan, not older than half a second."""
        if time.monotonic() - self._read_at > SECONDS_BETWEEN_LOOKS or component not in self._known:
            self._known, self._on_the_way = await sync_to_async(self.looked)([*self.watched, component])
            self._read_at = time.monotonic()
        return self._known.get(component)

    def on_the_way(self, component: int) -> OnTheWay:
        """Return how many new dates of a plan were still to be stored at the last look, and how many of them are."""
        return self._on_the_way.get(component, (0, 0))

    def look(self, watched: list[int]) -> dict[int, int]:
        return dict(Component.objects.filter(pk__in=set(watched)).values_list("pk", "revision"))

    def look_after_dates(self, watched: list[int]) -> dict[int, OnTheWay]:
        rows = Rollup.objects.filter(component__in=set(watched), dates_waiting__gt=0)
        return {pk: (waiting, stored) for pk, waiting, stored in rows.values_list("pk", *ON_THE_WAY)}

    def sees(self, reader: Person, watched: int) -> bool:
        return visible(reader, Component).filter(pk=watched).exists()

    def looked(self, watched: list[int]) -> tuple[dict[int, int], dict[int, OnTheWay]]:
        found = self.look(watched), self.look_after_dates(watched)
        close_old_connections()
        return found

    def still_sees(self, person: int, session_round: int, watched: int, session: str | None = None) -> bool:
        """Return whether the reader is still signed in, there and at all, and may see what they watch."""
        reader = Person.objects.filter(pk=person, is_active=True, session_round=session_round).first()
        there = session is None or Session.objects.filter(session_key=session).exists()
        seen = reader is not None and there and self.sees(reader, watched)
        close_old_connections()
        return seen

    def count(self, person: int, component: int, by: int) -> None:
        """Count a reader in or out."""
        with self._lock:
            for counter, key in ((self.readers, person), (self.watched, component)):
                counter[key] += by
                if counter[key] <= 0:
                    del counter[key]


revisions = Revisions()


def told(event: str, data: dict[str, Any]) -> bytes:
    return f"event: {event}\ndata: ".encode() + msgspec.json.encode(data) + b"\n\n"


class News:
    """What one reader is told of one plan; the answer closes it, however the connection ends."""

    def __init__(self, reader: Person, component: int, counted_by: Revisions, session: str | None = None) -> None:
        self.session = session
        """Of a browser; a token has none."""
        self.person, self.session_round, self.component = reader.pk, reader.session_round, component
        self._counted_by: Revisions | None = counted_by
        counted_by.count(self.person, component, 1)

    def close(self) -> None:
        if self._counted_by is not None:
            self._counted_by.count(self.person, self.component, -1)
            self._counted_by = None

    async def may(self, counted_by: Revisions) -> bool:
        whose = (self.person, self.session_round, self.component, self.session)
        return await sync_to_async(counted_by.still_sees)(*whose)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the revision when it opens and whenever it is another one, until the reader may not see the plan.

        Where dates are on their way into the tables, yield how far they are, too.
        """
        began = checked = spoken = time.monotonic()
        sent: int | None = None
        dates = (0, 0)
        while (counted_by := self._counted_by) is not None and time.monotonic() - began < SECONDS_OPEN:
            now, revision = time.monotonic(), await counted_by.of(self.component)
            if revision != sent or now - checked > SECONDS_BETWEEN_CHECKS:
                checked = now
                if not await self.may(counted_by):
                    yield told("gone", {})
                    break
            if revision != sent:
                sent, spoken = revision, now
                yield told("revision", {"revision": revision})
            elif dates != (dates := counted_by.on_the_way(self.component)):
                spoken = now
                yield told("storing", dict(zip(("waiting", "stored"), dates, strict=True)))
            elif now - spoken > SECONDS_OF_SILENCE:
                spoken = now
                yield b": still here\n\n"
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        self.close()


def streamed(request: HttpRequest, watched: int, counted_by: Revisions) -> HttpResponseBase:
    """Return the stream of one plan, or of one branch, to one reader."""
    person, session = person_of(request), request.session.session_key
    if counted_by.full or counted_by.readers[person.pk] >= MOST_EACH:
        error = {"id": "too-many-streams", "title": "Too many plans are open at once.", "detail": "",
                 "remedy": "Close some, or ask for the changes now and then."}  # fmt: skip
        refused = HttpResponse(msgspec.json.encode({"error": error}), content_type="application/json", status=429)
        refused["Retry-After"] = str(SECONDS_TO_WAIT)
        return refused
    response = StreamingHttpResponse(News(person, watched, counted_by, session), content_type="text/event-stream")
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    response["Content-Encoding"] = "identity"  # packed piece by piece, browsers would read the first piece alone
    return response


@router.get("/plans/{id}/stream", response={200: None, 429: None})
def stream(request: HttpRequest, id: Id) -> HttpResponseBase:  # noqa: A002 - the name in the address
    return streamed(request, plan_of(request, id).pk, revisions)
