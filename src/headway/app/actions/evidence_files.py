"""Files as evidence: put to a judged criterion of a gate that is ahead, or to a record; kept under their hash."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record as tell
from headway.app.actions.file_kinds import kind_of
from headway.app.actions.gates import require_ahead
from headway.app.actions.put_away import put_away, read_back
from headway.app.actions.taking_files import check_file
from headway.app.models import Criterion, EvidenceFile, Print, Record, TrashItem
from headway.app.queries.files import STORE, files_in, place_of
from headway.app.rules import Verb, require
from headway.app.rules.records import keeping, require_edit_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.core.files.storage import Storage

    from headway.app.rules import Actor

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 10
GRACE = timedelta(days=1)
"""A content without a row may be one whose row is about to be written."""


def keep_content(data: bytes) -> str:
    """Store a content under its hash, once however often it comes; return the hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    store, place = storages[STORE], place_of(sha256)
    if not store.exists(place):
        written = store.save(place, ContentFile(data))
        if written != place:  # somebody stored the same content meanwhile
            store.delete(written)
    return sha256


def require_size(name: str, size: int) -> None:
    """Refuse a file that is too large before it is read."""
    if size > MOST_BYTES:
        raise Refused("too-large", f"This file is larger than {MOST_BYTES // 2**20} MB.", name[:100])


def attach_evidence(actor: Actor, to: Criterion | Record, *, name: str, data: bytes) -> EvidenceFile:
    """Put a file to a criterion that somebody judges, or to a record."""
    require_may_attach(actor, to)
    name = name.replace("\\", "/").rsplit("/", 1)[-1][-200:] or "file"
    check_file(actor, name, data, most=MOST_BYTES, remedy="Attach a smaller one, or give the address where it lies.")
    with transaction.atomic():
        lock_tree(to.component)
        require_open(to)
        if to.files.count() >= MOST_FILES:
            raise Refused("too-many-files", f"There are {MOST_FILES} files already.", "", "Join some into one PDF.")
        kind = kind_of(name, data)
        row = EvidenceFile(component=to.component, content_type=kind, size=len(data), added_by=actor.person)
        row.name = clean(row, "name", name)
        row.criterion, row.record = (to, None) if isinstance(to, Criterion) else (None, to)
        row.sha256 = keep_content(data)
        row.save()
        transaction.on_commit(lambda: keep_content(data) and None)  # the nightly sweep may have taken it in between
        after = {"name": row.name, "bytes": row.size, "sha256": row.sha256, **owner_of(row)}
        tell(actor, row.component, "evidence.attached", row, summary=f"Attached “{row.name}” to “{to}”", after=after)
    return row


@transaction.atomic
def detach_evidence(actor: Actor, row: EvidenceFile) -> TrashItem:
    """Take a file away again, into the trash; not once a board has it before it."""
    to = thing_of(row)
    require_may_attach(actor, to)
    lock_tree(row.component)
    require_open(to)
    before = {"name": row.name, "sha256": row.sha256, **owner_of(row)}
    told = tell(
        actor, row.component, "evidence.removed", row, summary=f"Removed “{row.name}” from “{to}”", before=before
    )
    right = keeping(to.kind) if isinstance(to, Record) else Verb.SUBMIT_GATE
    gone = EvidenceFile.objects.filter(pk=row.pk)
    return put_away(actor, row.component, row, [gone], title=f"File “{row.name}” of {to}", right=right, event=told)


def thing_of(row: EvidenceFile) -> Criterion | Record:
    found: Any = row.criterion or row.record
    if found is None:
        raise ValueError("an evidence file belongs to a criterion or a record")
    thing: Criterion | Record = found
    return thing


def owner_of(row: EvidenceFile) -> dict[str, Any]:
    return {"criterion": row.criterion_id} if row.criterion_id else {"record": row.record_id}


def require_may_attach(actor: Actor, to: Criterion | Record) -> None:
    if isinstance(to, Criterion):
        require(actor, Verb.SUBMIT_GATE, to.component)
    else:
        require_edit_record(actor, to)


def require_open(to: Criterion | Record) -> None:
    """Refuse where the evidence is frozen, or where nobody judges; asked under the tree's lock."""
    if isinstance(to, Criterion):
        if to.rule:
            raise Refused("computed-criterion", "This criterion is computed, nobody proves it.", str(to))
        require_ahead(lock(to.gate))


def sweep_contents(now: datetime | None = None) -> int:
    """Delete contents that no row, nothing in the trash and no frozen evidence names any more; return how many."""
    wanted = {sha256 for model in (EvidenceFile, Print) for sha256 in model.objects.values_list("sha256", flat=True)}
    wanted |= in_the_trash() | in_frozen_evidence()
    store, count = storages[STORE], 0
    until = (now or timezone.now()) - GRACE
    for place in contents(store, ""):
        if place.rsplit("/", 1)[-1] not in wanted and store.get_modified_time(place) < until:
            store.delete(place)
            count += 1
    return count


def in_the_trash() -> set[str]:
    items = TrashItem.objects.filter(object_type="evidencefile", restored_at=None, purged_at=None)
    return {values["sha256"] for item in items for values in read_back(item).rows.get("evidencefile", ())}


def in_frozen_evidence() -> set[str]:
    from headway.app.models import Gate  # noqa: PLC0415 - only here

    return {
        each["sha256"]
        for evidence in Gate.objects.exclude(evidence={}).values_list("evidence", flat=True)
        for each in files_in(evidence)
    }


def contents(store: Storage, folder: str) -> Iterator[str]:
    """Return the places of all contents in the store."""
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}".lstrip("/")
    for name in folders:
        yield from contents(store, f"{folder}/{name}".lstrip("/"))
