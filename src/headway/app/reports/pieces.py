"""Answers that are made while they are sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from django.http import HttpRequest


def streamed(request: HttpRequest, pieces: Iterator[bytes]) -> StreamingHttpResponse:
    """Return an answer of these pieces as they are: Django packs each alone, of which Chromium reads only the first."""
    served: Any = asynchronous(pieces) if isinstance(request, ASGIRequest) else pieces
    return StreamingHttpResponse(served, headers={"Content-Encoding": "identity"})


async def asynchronous(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read each piece in the thread of the request, so that the database sees one reader."""
    take = sync_to_async(partial(next, pieces, None), thread_sensitive=True)
    while (piece := await take()) is not None:
        yield piece
