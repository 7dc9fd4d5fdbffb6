"""What every file from outside goes through before it is kept: size, how much one person sends, a virus scanner."""

from __future__ import annotations

import logging
import socket
import struct
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from headway.app.actions.errors import Refused
from headway.app.models import Event

if TYPE_CHECKING:
    from headway.app.rules import Actor

security = logging.getLogger("headway.app.security")
TOLD = ("evidence.attached", "report.file_attached", "import.uploaded")
"""Events of files taken in; each says how many bytes."""
MOST_A_DAY = 500
SECONDS_TO_SCAN = 30
PIECE = 1 << 16
LONGEST_ANSWER = 1000


def check_file(actor: Actor, name: str, data: bytes, *, most: int, remedy: str) -> None:
    """Refuse a file that is empty, too large, too much of one person, or infected; ``remedy`` is for too large ones."""
    shown = name[:100]
    if not data:
        raise Refused("empty-file", "This file is empty.", shown, "Choose another one.")
    if len(data) > most:
        raise Refused("too-large", f"This file is larger than {most // 2**20} MB.", shown, remedy)
    require_within_quota(actor, len(data))
    if settings.HEADWAY_CLAMD and (found := virus_in(data)):
        security.warning("A file of person %s was refused: %s.", actor.person and actor.person.pk, found)
        raise Refused(
            "infected", "The virus scanner refuses this file.", f"{shown}: {found}", "Nothing was kept of it."
        )


def require_within_quota(actor: Actor, size: int) -> None:
    """Refuse what is more than one person may send within a day; the system itself may send everything."""
    if actor.person is None:
        return
    since = timezone.now() - timedelta(days=1)
    rows = Event.objects.filter(actor=actor.person, verb__in=TOLD, at__gt=since).order_by()
    sent = [after["bytes"] for after in rows.values_list("after", flat=True)[:MOST_A_DAY]]
    most = settings.HEADWAY_FILES_A_DAY_BYTES
    if len(sent) >= MOST_A_DAY or sum(sent) + size > most:
        title = f"Nobody may send more than {MOST_A_DAY} files or {most // 2**20} MB a day."
        remedy = "Go on tomorrow, or ask the operator to raise HEADWAY_FILES_A_DAY_MB."
        raise Refused("too-many-files", title, "", remedy)


def virus_in(data: bytes) -> str:
    """Return what ClamAV's daemon finds in a content, empty for nothing; refuse where it does not answer.

    Its protocol INSTREAM: pieces, each after its length as four bytes, and a length of nothing at the end.
    """
    host, _, port = settings.HEADWAY_CLAMD.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=SECONDS_TO_SCAN) as scanner:
            scanner.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                scanner.sendall(struct.pack("!I", len(piece)) + piece)
            scanner.sendall(struct.pack("!I", 0))
            answer = scanner.makefile("rb").read(LONGEST_ANSWER).decode("utf-8", "replace").strip("\0\n ")
    except (OSError, ValueError) as error:
        raise not_scanned(type(error).__name__) from error
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise not_scanned(answer[:100])


def not_scanned(why: str) -> Refused:
    security.error("The virus scanner did not answer: %s.", why)
    return Refused(
        "not-scanned", "The virus scanner does not answer, so no file is taken.", "", "Try again in a minute."
    )
