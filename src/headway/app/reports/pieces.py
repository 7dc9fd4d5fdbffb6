"""Answers that are made while they are sent."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


async def asynchronous(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read each piece in the thread of the request, so that the database sees one reader."""
    take = sync_to_async(partial(next, pieces, None), thread_sensitive=True)
    while (piece := await take()) is not None:
        yield piece
