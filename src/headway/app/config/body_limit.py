"""No request may send more than the largest upload: refused before Django writes it to the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Message, Receive, Send], Awaitable[None]]

FORM_BYTES = 1024 * 1024
"""What a form adds around the file in it."""


class TooLarge(Exception):  # noqa: N818 - not an error of ours
    """A body that does not say its size turned out to be too large."""


async def refuse(send: Send) -> None:
    text = f"This is larger than {settings.HEADWAY_UPLOAD_MAX_BYTES // 2**20} MB, the most that this server takes."
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def limited(app: App) -> App:
    """Wrap an ASGI application so that it never sees a body larger than an upload may be."""

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        most = settings.HEADWAY_UPLOAD_MAX_BYTES + FORM_BYTES
        sizes = [value for name, value in scope["headers"] if name == b"content-length"]
        if any(not size.isdigit() or int(size) > most for size in sizes):
            await refuse(send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise TooLarge
            return message

        try:
            await app(scope, counted, send)
        except TooLarge:
            await refuse(send)

    return application
