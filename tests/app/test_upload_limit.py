"""A body that is too large is refused before Django writes it to the disk."""

import asyncio

import pytest
from django.conf import settings

from headway.app.config.asgi import application
from headway.app.config.body_limit import limited

MOST = settings.HEADWAY_UPLOAD_MAX_BYTES + 1024 * 1024


def answer_to(app, headers, pieces):
    sent = []

    async def receive():
        body = pieces.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(pieces)}

    async def send(message):
        sent.append(message)

    asyncio.run(app({"type": "http", "headers": headers, "method": "POST", "path": "/"}, receive, send))
    return sent


async def reads_everything(_scope, receive, send):
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.mark.parametrize(
    ("headers", "pieces", "status"),
    [
        ([(b"content-length", str(300 * 2**20).encode())], [b""], 413),
        ([(b"content-length", b"many")], [b""], 413),
        ([], [bytes(2**20)] * (MOST // 2**20 + 1), 413),
        ([], [bytes(1000)] * 3, 200),
        ([(b"content-length", b"3000")], [bytes(1000)] * 3, 200),
    ],
)
def test_sizes(headers, pieces, status):
    assert answer_to(limited(reads_everything), headers, list(pieces))[0]["status"] == status


def test_the_server_runs_the_limited_one():
    sent = answer_to(application, [(b"content-length", b"999999999999")], [b""])
    assert sent[0]["status"] == 413
    assert b"64 MB" in sent[1]["body"]
