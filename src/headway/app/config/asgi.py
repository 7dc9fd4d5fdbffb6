"""The application that the server runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.core.asgi import get_asgi_application

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Message, Receive, Send], Awaitable[None]]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.app.config.settings")
FORM_BYTES = 1024 * 1024
"""What a form adds around the file in it."""


class TooLarge(Exception):  # noqa: N818 - not an error of ours
    """A body that does not say its size turned out to be too large."""


def limited(app: App) -> App:
    """Refuse bodies that are larger than any upload may be, before Django writes them to the disk."""
    from django.conf import settings  # noqa: PLC0415 - settings are configured by now, not at import

    most = settings.HEADWAY_UPLOAD_MAX_BYTES + FORM_BYTES

    async def refuse(send: Send) -> None:
        text = f"This is larger than {settings.HEADWAY_UPLOAD_MAX_BYTES // 2**20} MB, the most that this server takes."
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 413, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
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


application = limited(get_asgi_application())
