"""Import a plan file: upload, read and evaluate, accept or discard, undo."""

from __future__ import annotations

import gzip
import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from headway.app.actions.components import create_component, trash_component
from headway.app.actions.edit import lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.plans import clear_plan, install_plan
from headway.app.actions.read_source import read_source, stored_name
from headway.app.actions.taking_files import check_file
from headway.app.bridge.evaluate import evaluate_document
from headway.app.models import ALLOWED_CHILDREN, ChangeSet, Component, Event
from headway.app.rules import Actor, Verb, require
from headway.formats.codec import decode, encode
from headway.formats.errors import FormatError

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.formats.document import PlanDocument

log = logging.getLogger(__name__)
State = ChangeSet.State
MOST_ATTEMPTS = 2
INTERRUPTED = {
    "id": "interrupted",
    "title": "Reading this file was interrupted twice.",
    "where": "",
    "remedy": "It may need more memory than the server has. Try again, or try a smaller file.",
}


INTERNAL = {
    "id": "internal",
    "title": "This file could be read, but not evaluated: a fault on our side.",
    "where": "",
    "remedy": "Tell the operator; the server's log says more. Nothing was stored.",
}
NO_TASKS = {
    "id": "no-tasks",
    "title": "There are no tasks in this plan.",
    "where": "",
    "remedy": "Choose a file that holds at least one task.",
}


class Cancelled(Exception):  # noqa: N818 - not an error: someone changed their mind
    """The import was discarded while it was being read."""


def start_import(actor: Actor, component: Component, *, name: str, data: bytes) -> ChangeSet:
    """Take a file in; the worker reads it. Nothing of the plan is stored until someone accepts."""
    require_place(actor, component)
    check_file(actor, name, data, most=settings.HEADWAY_UPLOAD_MAX_BYTES,
               remedy="Import a smaller file, or ask the operator to raise HEADWAY_UPLOAD_MAX_MB.")  # fmt: skip
    name = clean_name(name)
    with transaction.atomic():
        change_set = ChangeSet.objects.create(
            kind=ChangeSet.Kind.IMPORT,
            component=component,
            author=author_of(actor),
            name=name,
            source=data,
            source_sha256=hashlib.sha256(data).hexdigest(),
            step="Waiting to be read",
        )
        record(actor, component, "import.uploaded", change_set, summary=f"Uploaded “{name}” for import",
               after={"name": name, "bytes": len(data), "sha256": change_set.source_sha256})  # fmt: skip
    return change_set


def clean_name(name: str) -> str:
    """Return the last part of a path, without characters that no one can read."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in name if letter.isprintable())[:255].strip() or "plan"


def author_of(actor: Actor) -> Any:
    if actor.person is None:
        raise Refused("no-author", "An import belongs to someone.", "", "Name the person who imports.")
    return actor.person


def require_place(actor: Actor, component: Component) -> None:
    """Refuse where no plan can be imported: into an existing empty project, or below something that holds projects."""
    require(actor, Verb.IMPORT_PLAN, component)
    if component.holds_tasks:
        if component.tasks.exists():
            raise Refused("not-empty", f"“{component.name}” already has a plan.", "",
                          "Import into its program or portfolio: that makes a new project.")  # fmt: skip
    elif Component.Kind.PROJECT in ALLOWED_CHILDREN[component.kind]:
        require(actor, Verb.CREATE_COMPONENT, component)


def read_import(change_set: ChangeSet, *, on_progress: Callable[[int, str], None] | None = None) -> ChangeSet:
    """Read the uploaded file in a limited process, schedule it, compare; leave the change set ready or failed.

    Every step is committed by itself, so that the page can show it and a killed process leaves a trace. The final
    write happens only if nobody discarded the import meanwhile.
    """
    claimed = ChangeSet.objects.filter(pk=change_set.pk, state__in=[State.WAITING, State.RUNNING])
    if not claimed.filter(attempts__lt=MOST_ATTEMPTS).update(
        state=State.RUNNING, attempts=F("attempts") + 1, progress=2, step="Opening the file"
    ):
        claimed.update(state=State.FAILED, error=INTERRUPTED, source=None, step="")
        change_set.refresh_from_db()
        return change_set

    def show(percent: int, step: str) -> None:
        running = ChangeSet.objects.filter(pk=change_set.pk, state=State.RUNNING)
        if not running.update(progress=min(percent, 99), step=step[:80]):
            raise Cancelled
        if on_progress:
            on_progress(percent, step)

    try:
        outcome = evaluate_upload(change_set, show)
    except Cancelled:
        outcome = {}
    except OperationalError:
        raise  # the database was busy: the worker tries again
    except Exception:
        log.exception("import %s could not be evaluated", change_set.pk)
        outcome = failed(INTERNAL)
    ChangeSet.objects.filter(pk=change_set.pk, state=State.RUNNING).update(step="", **outcome)
    change_set.refresh_from_db()
    return change_set


def evaluate_upload(change_set: ChangeSet, show: Callable[[int, str], None]) -> dict[str, Any]:
    """Return the columns that reading and evaluating the file leads to."""
    try:
        document = read_source(change_set, lambda percent, step: show(2 + percent * 55 // 100, step))
        if not document.tasks:
            return failed(NO_TASKS)
        show(60, "Calculating the schedule")
        report = evaluate_document(document, show)
        show(95, "Keeping the preview")
        payload = gzip.compress(encode(document), compresslevel=1)
    except FormatError as error:
        where = error.where.replace(stored_name(change_set), change_set.name)
        return failed({"id": error.id, "title": error.title, "where": where, "remedy": error.remedy})
    return {"state": State.READY, "report": report, "payload": payload, "progress": 100}


def failed(error: dict[str, str]) -> dict[str, Any]:
    return {"state": State.FAILED, "error": error, "source": None, "progress": 100}


def decode_payload(change_set: ChangeSet) -> PlanDocument:
    return decode(gzip.decompress(bytes(change_set.payload or b"")))


@transaction.atomic
def accept_import(actor: Actor, change_set: ChangeSet) -> Component:
    """Turn the preview into a project: a new one below a program or portfolio, or the empty one it was meant for."""
    change_set = lock(change_set)
    require_state(change_set, State.READY)
    place = change_set.component
    lock_tree(place)
    require_place(actor, place)
    document = decode_payload(change_set)
    project = place if place.holds_tasks else create_component(
        actor, kind=Component.Kind.PROJECT, parent=place, name=project_name(document, change_set)
    )  # fmt: skip
    installed = install_plan(actor, project, document)
    project.refresh_from_db()
    change_set.state, change_set.result, change_set.decided_at = State.MERGED, project, timezone.now()
    change_set.source = change_set.payload = None
    change_set.report = {**change_set.report, "merged_event": installed.pk}
    change_set.version += 1
    change_set.save()
    record(actor, project, "import.accepted", change_set, summary=f"Accepted the import of “{change_set.name}”",
           after={"change_set": change_set.pk, "sha256": change_set.source_sha256})  # fmt: skip
    return project


def project_name(document: PlanDocument, change_set: ChangeSet) -> str:
    name = "".join(letter for letter in document.name if letter.isprintable()).strip()
    return (name or Path(change_set.name).stem or "Imported plan")[:200]


def require_state(change_set: ChangeSet, *states: str) -> None:
    if change_set.state not in states:
        raise Refused("wrong-state", f"This import is already {change_set.get_state_display().lower()}.",
                      change_set.name, "Start another import if you need one.")  # fmt: skip


@transaction.atomic
def discard_import(actor: Actor, change_set: ChangeSet) -> ChangeSet:
    """Throw the preview away; one that is still being read stops."""
    require(actor, Verb.IMPORT_PLAN, change_set.component)
    change_set = lock(change_set)
    require_state(change_set, State.WAITING, State.RUNNING, State.READY, State.FAILED)
    was = change_set.state
    change_set.state, change_set.decided_at = State.DISCARDED, timezone.now()
    change_set.source = change_set.payload = None
    change_set.version += 1
    change_set.save()
    record(actor, change_set.component, "import.discarded", change_set,
           summary=f"Discarded the import of “{change_set.name}”", before={"state": was},
           after={"state": change_set.state})  # fmt: skip
    return change_set


@transaction.atomic
def undo_import(actor: Actor, change_set: ChangeSet) -> ChangeSet:
    """Take an accepted import back, as long as nobody has built on it."""
    change_set = lock(change_set)
    require_state(change_set, State.MERGED)
    lock_tree(change_set.component, change_set.result)
    project = lock(change_set.result) if change_set.result else None
    if project is None or project.trashed_at:
        raise Refused("gone", "The imported project is not there any more.", change_set.name)
    require(actor, Verb.IMPORT_PLAN, project)
    later = Event.objects.filter(component=project, pk__gt=change_set.report["merged_event"])
    if later.exclude(verb="import.accepted").exists():
        raise Refused("changed-since", f"“{project.name}” was changed after the import.", "",
                      "Put the project into the trash instead if you do not need it.")  # fmt: skip
    if project.pk == change_set.component_id:
        clear_plan(actor, project)
    else:
        trash_component(actor, project)
    change_set.state, change_set.decided_at = State.UNDONE, timezone.now()
    change_set.version += 1
    change_set.save()
    # Told where people still look: the project itself is in the trash.
    record(actor, change_set.component, "import.undone", change_set,
           summary=f"Took the import of “{change_set.name}” back", before={"state": State.MERGED},
           after={"state": change_set.state, "result": project.pk})  # fmt: skip
    return change_set
