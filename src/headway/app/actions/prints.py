"""Large prints: asked for, drawn by the worker, fetched by who asked, forgotten after some days."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from headway.app.actions.drawing import NotDrawn, draw
from headway.app.actions.edit import lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.evidence_files import keep_content
from headway.app.bridge.printing import print_order
from headway.app.models import Event, Print
from headway.app.rules import Actor, NotAllowed, Verb, require, visible

if TYPE_CHECKING:
    from datetime import datetime

    from headway.app.models import Component

log = logging.getLogger(__name__)
SYSTEM = Actor(person=None, channel=Event.Channel.WORKER)
State = Print.State
OPEN = (State.WAITING, State.RUNNING)
MOST_OPEN = 3
"""Prints of one person that wait or are drawn."""
MOST_ATTEMPTS = 2
CHOICES = ("level", "paper", "orientation", "fit", "wide", "scale", "sure")
LONGEST, MOST_COLUMNS = 20, 200
INTERRUPTED = {
    "title": "Drawing this was interrupted twice.",
    "remedy": "It may need more memory than the server has. Print fewer levels of the outline.",
}
INTERNAL = {"title": "This could not be drawn: a fault on our side.", "remedy": "Tell the operator."}
GONE = {"title": "The plan is not there any more, or not for you.", "remedy": ""}


class Canceled(Exception):  # noqa: N818 - not an error: someone changed their mind
    """The print was canceled while it was drawn."""


def ask_for_print(actor: Actor, component: Component, *, rows: int, choices: dict[str, Any]) -> Print:
    """Ask for a PDF with more rows than are drawn while one waits; the worker draws it."""
    require(actor, Verb.VIEW, component)
    if actor.person is None:
        raise NotAllowed("A print belongs to whoever asks for it.")
    if rows > settings.HEADWAY_PRINT_MAX_ROWS:
        most = f"Print at most {settings.HEADWAY_PRINT_MAX_ROWS:,}: choose fewer levels of the outline."
        raise Refused("too-many-rows", f"{rows:,} rows do not go on paper.", "", most)
    with transaction.atomic():
        lock_tree(component)
        if Print.objects.filter(person=actor.person, state__in=OPEN).count() >= MOST_OPEN:
            raise Refused("too-many-prints", f"{MOST_OPEN} prints of yours wait already.", "",
                          "Cancel one, or wait until one is ready.")  # fmt: skip
        row = Print.objects.create(component=component, person=actor.person, asked=cleaned(choices))
        record(actor, component, "print.asked", row, summary=f"Asked for a PDF of “{component.name}”",
               after={"person": actor.person.pk})  # fmt: skip
    return row


def cleaned(choices: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of the choices, each no longer than any that means something."""
    said = {name: str(choices[name])[:LONGEST] for name in CHOICES if choices.get(name)}
    return said | {"columns": [str(each)[:LONGEST] for each in choices.get("columns", ())][:MOST_COLUMNS]}


def make_print(row: Print) -> None:
    """Draw what was asked for in a limited process; leave the print ready, failed or as its person canceled it.

    Every step is committed by itself, so that the page can show it and a killed process leaves a trace.
    """
    claimed = Print.objects.filter(pk=row.pk, state__in=OPEN)
    if not claimed.filter(attempts__lt=MOST_ATTEMPTS).update(
        state=State.RUNNING, attempts=F("attempts") + 1, progress=1, step="Reading the plan"
    ):
        finish(row, State.FAILED, error=INTERRUPTED)
        return

    def show(percent: int, step: str) -> None:
        running = Print.objects.filter(pk=row.pk, state=State.RUNNING)
        if not running.update(progress=min(percent, 99), step=step[:80]):
            raise Canceled

    try:
        if not visible(row.person, Print).filter(pk=row.pk).exists():
            finish(row, State.FAILED, error=GONE)
            return
        data = draw(print_order(row.person, row.component, row.asked), show)
    except Canceled:
        return
    except NotDrawn as reason:
        finish(row, State.FAILED, error={"title": reason.title, "remedy": reason.remedy})
    except OperationalError:
        raise  # the database was busy: the worker tries again
    except Exception:
        log.exception("print %s could not be drawn", row.pk)
        finish(row, State.FAILED, error=INTERNAL)
    else:
        until = timezone.now() + timedelta(days=settings.HEADWAY_PRINT_DAYS)
        finish(row, State.READY, sha256=keep_content(data), size=len(data), expires_at=until,
               revision=row.component.revision)  # fmt: skip


@transaction.atomic
def finish(row: Print, state: State, **values: Any) -> None:
    """Say how it ended, unless its person canceled it meanwhile; who asked finds it in the inbox."""
    lock_tree(row.component)
    rows = Print.objects.filter(pk=row.pk, state__in=OPEN)
    if not rows.update(state=state, finished_at=timezone.now(), progress=100, step="", **values):
        return
    name = row.component.name
    if state == State.READY:
        record(SYSTEM, row.component, "print.made", row, summary=f"The PDF of “{name}” is ready",
               after={"person": row.person_id, "bytes": values["size"], "sha256": values["sha256"]})  # fmt: skip
    else:
        record(SYSTEM, row.component, "print.failed", row, summary=f"The PDF of “{name}” could not be drawn",
               after={"person": row.person_id, "title": values["error"]["title"]})  # fmt: skip


@transaction.atomic
def cancel_print(actor: Actor, row: Print) -> Print:
    """Stop a print that waits or is being drawn; whoever asked for it does."""
    if actor.person is None or actor.person.pk != row.person_id:
        raise NotAllowed("A print is canceled by whoever asked for it.")
    lock_tree(row.component)
    row = lock(row)
    if not row.is_open:
        raise Refused("wrong-state", f"This print is already {row.get_state_display().lower()}.")
    row.state, row.finished_at = State.CANCELED, timezone.now()
    row.save(update_fields=["state", "finished_at"])
    record(actor, row.component, "print.canceled", row, summary=f"Canceled a PDF of “{row.component.name}”",
           after={"person": row.person_id})  # fmt: skip
    return row


def forget_prints(now: datetime) -> int:
    """Delete prints whose time is over and those that came to nothing; the nightly sweep takes their files."""
    old = now - timedelta(days=settings.HEADWAY_PRINT_DAYS)
    rows = Print.objects.filter(expires_at__lte=now) | Print.objects.filter(expires_at=None, asked_at__lte=old)
    return rows.delete()[0]
