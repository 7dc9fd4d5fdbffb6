"""Verify the log, keep what was found, and raise an alarm in the log of every tree that does not hold."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from headway.app.actions.events import record
from headway.app.models import Component, DueJob, Event
from headway.app.models.append_only import is_protected
from headway.app.queries.audit.alarm import JOB
from headway.app.queries.audit.anchor import AnchorError, anchor, problems_against
from headway.app.queries.audit.verify import ChainProblem, verify_log
from headway.app.rules import Actor, require_operator

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_KEPT = 50
MOST_TOLD = 10
ALARM = "log.verification_failed"


def verify_and_alarm(actor: Actor) -> dict[str, Any]:
    """Verify everything; an anchor file (HEADWAY_AUDIT_ANCHOR) is compared first and renewed if all holds."""
    found = verify_log()
    problems = [*found.problems, *problems_of_anchor_file()]
    if not is_protected(connection):
        problems.append(unarmed())
    by_root: dict[int, list[ChainProblem]] = {}
    for problem in problems:
        by_root.setdefault(problem.root, []).append(problem)
    for root in Component.objects.filter(pk__in=by_root):
        raise_alarm(actor, root, by_root[root.pk])
    if not problems and settings.HEADWAY_AUDIT_ANCHOR:
        write_anchor(Path(settings.HEADWAY_AUDIT_ANCHOR))
    return {
        "at": timezone.now().isoformat(timespec="seconds"),
        "chains": found.chains,
        "events": found.events,
        "count": len(problems),
        "problems": [problem.as_json() for problem in problems[:MOST_KEPT]],
    }


def unarmed() -> ChainProblem:
    text = "The database's triggers that keep events from being changed are missing. Run `headway migrate` to arm them."
    return ChainProblem("triggers-missing", 0, 0, None, text)


def verify_now(actor: Actor) -> DueJob:
    """Verify at once, for an operator who does not wait for the night."""
    require_operator(actor)
    result = verify_and_alarm(actor)
    now = timezone.now()
    values = {"result": result, "error": "", "started_at": now, "finished_at": now}
    return DueJob.objects.update_or_create(name=JOB, defaults=values, create_defaults={**values, "due_at": now})[0]


def problems_of_anchor_file() -> Iterable[ChainProblem]:
    """Compare with the anchor file of the installation, if there is one."""
    path = Path(settings.HEADWAY_AUDIT_ANCHOR) if settings.HEADWAY_AUDIT_ANCHOR else None
    if path is None or not path.exists():
        return []
    try:
        return list(problems_against(json.loads(path.read_text("utf-8"))))
    except (OSError, ValueError, AnchorError) as error:
        return [ChainProblem("anchor-unreadable", 0, 0, None, f"The anchor file {path} cannot be read: {error}.")]


def write_anchor(path: Path) -> dict[str, Any]:
    """Write the heads of all chains to a file, whole or not at all."""
    kept = anchor()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    os.replace(fresh, path)  # noqa: PTH105 - atomic, and says so
    return kept


def raise_alarm(actor: Actor, root: Component, problems: list[ChainProblem]) -> None:
    """Say it in the tree's own log, once for each finding. Where even that fails, the kept result still says it."""
    told = {"count": len(problems), "problems": [f"{each.id} {each.sequence}" for each in problems[:MOST_TOLD]]}
    last = Event.objects.filter(root=root, verb=ALARM).order_by("-pk").first()
    if last is not None and last.after == told:
        return
    try:
        with transaction.atomic():
            record(actor, root, ALARM, root, summary=f"The log was altered: {problems[0].text}", after=told)
    except IntegrityError:  # the head is damaged so that no event fits behind it
        return
