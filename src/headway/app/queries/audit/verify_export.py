"""Verify an export by itself: no database, no settings, nothing but the file."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from headway.app.queries.audit.export import COLUMNS, FORMAT
from headway.app.queries.audit.fingerprint import hash_said
from headway.app.queries.audit.vouching import VERB, vouched_by

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBERS = ("id", "root", "sequence", "component", "object_id")


class ExportError(ValueError):
    """The file is no export of the log."""


@dataclass(slots=True)
class Checked:
    """What a verified export holds, and where it is wrong."""

    events: int = 0
    problems: list[str] = field(default_factory=list)
    sealed: bool = False
    complete: bool = False
    heads: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Sequence and hash of the last event of each tree in the file."""
    unlike: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Problems of events that are not as they were written: their number, and the hash of what they say."""
    vouched: dict[int, str] = field(default_factory=dict)
    """What later events vouch for, because names were taken out."""
    redacted: int = 0


def verify_export(file: TextIO) -> Checked:
    """Verify JSON Lines or CSV: every hash, every link between neighbors, the seal, and holes where none may be."""
    first = file.readline()
    return verify_csv(first, file) if first.startswith("id,root,") else verify_json_lines(first, file)


def verify_json_lines(first: str, file: TextIO) -> Checked:
    head = load(first, 1)
    if head.get("format") != FORMAT:
        raise ExportError(f"line 1 does not say {FORMAT}")
    checked = Checked(complete=bool(head.get("complete")))
    digest, seal = hashlib.sha256(), None
    for number, line in enumerate(file, 2):
        said = load(line, number)
        if seal is not None:
            checked.problems.append(f"Line {number}: there is something behind the seal.")
        if "seal" in said:
            seal = said["seal"]
            continue
        check_event(checked, said, f"Line {number}")
        digest.update(str(said.get("hash")).encode())
    if seal is None:
        checked.problems.append("The seal at the end is missing: the file was cut off.")
    elif seal != {"events": checked.events, "digest": digest.hexdigest()}:
        checked.problems.append(
            f"The seal does not fit: it is of {seal.get('events')} events, {checked.events} are there."
        )
    else:
        checked.sealed = True
    settle(checked)
    last = [last for _, last in checked.heads.values()]
    if checked.complete and head.get("head") and head["head"] not in last:
        checked.problems.append("The last event is not the head of the log at the time of the export.")
    return checked


def verify_csv(first: str, file: TextIO) -> Checked:
    if tuple(first.strip().split(",")) != COLUMNS:
        raise ExportError("the columns are not those of an export")
    checked = Checked()
    for number, row in enumerate(csv.DictReader(file, fieldnames=COLUMNS), 2):
        check_event(checked, unflattened(row, number), f"Row {number}")
    settle(checked)
    return checked


def settle(checked: Checked) -> None:
    """Strike out the problems of redacted events: a later event of the file vouches for what they say."""
    fine = {text for text, (pk, now) in checked.unlike.items() if checked.vouched.get(pk) == now}
    checked.problems = [text for text in checked.problems if text not in fine]
    checked.redacted = len(fine)


def load(line: str, number: int) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError as error:
        raise ExportError(f"line {number} is not JSON") from error
    if not isinstance(said, dict):
        raise ExportError(f"line {number} is not an object")
    return said


def unflattened(row: dict[str, Any], number: int) -> dict[str, Any]:
    try:
        said: dict[str, Any] = {name: int(row[name]) for name in NUMBERS}
        said |= {name: json.loads(row[name]) for name in ("before", "after")}
        said |= {name: int(row[name]) if row[name] else None for name in ("actor", "cause")}
    except (TypeError, ValueError) as error:
        raise ExportError(f"row {number} cannot be read") from error
    said |= {name: row[name] for name in ("at", "verb", "channel", "summary", "previous_hash", "hash")}
    return said | {"object": [row["object_type"], said.pop("object_id")]}


def check_event(checked: Checked, said: dict[str, Any], where: str) -> None:
    """Check one event's own hash, and its link to the one before it where both are in the file."""
    checked.events += 1
    kept = said.pop("hash", None)
    root, sequence = said.get("root"), said.get("sequence")
    if not isinstance(root, int) or not isinstance(sequence, int):
        raise ExportError(f"{where} is not an event")
    now = hash_said(said)
    if kept != now:
        text = f"{where}: event {sequence} of tree {root} was altered."
        checked.problems.append(text)
        checked.unlike[text] = (int(said.get("id") or 0), now)
    if said.get("verb") == VERB and isinstance(said.get("after"), dict):
        checked.vouched |= {pk: now for pk, now in vouched_by(said["after"], "event") if pk < int(said.get("id") or 0)}
    problems = list(problems_of_link(checked, root, sequence, said.get("previous_hash")))
    checked.problems += [f"{where}: {problem}" for problem in problems]
    checked.heads[root] = (sequence, str(kept))
    said["hash"] = kept


def problems_of_link(checked: Checked, root: int, sequence: int, previous: Any) -> Iterator[str]:
    last, head = checked.heads.get(root, (0, ""))
    if sequence <= last:
        yield f"event {sequence} of tree {root} stands behind event {last}."
    elif sequence == last + 1:
        if previous != head:
            yield f"event {sequence} of tree {root} does not follow from the one before it."
    elif checked.complete:
        yield f"events {last + 1} to {sequence - 1} of tree {root} are missing."
