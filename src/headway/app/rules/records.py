"""Who may raise, change and trash a record: each kind names its rights (``models.record_kinds``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import Event, Record, Task
from headway.app.models.record_kinds import KINDS
from headway.app.rules.parts import is_given
from headway.app.rules.permissions import NotAllowed, may, require
from headway.app.rules.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from headway.app.models import Component, Person
    from headway.app.models.record_kind import RecordKind, Step
    from headway.app.rules.actor import Actor


def keeping(kind: str) -> Verb:
    """Return the right to change and to trash every record of the kind."""
    return Verb(KINDS[kind].verb)


def kinds_raised(verbs: Collection[str]) -> list[str]:
    """Return the kinds that somebody with these rights may raise."""
    return [name for name, kind in KINDS.items() if any(verb in verbs for verb in kind.raised)]


def require_raise(actor: Actor, kind: str, component: Component) -> None:
    raised = [Verb(verb) for verb in KINDS[kind].raised]
    if actor.person is None or any(may(actor.person, verb, component) for verb in raised):
        return
    require(actor, raised[0], component)


def may_edit_record(person: Person, record: Record) -> bool:
    """Return whether the person may change it; while a level above owns it, only that level may."""
    kind = KINDS[record.kind]
    if may(person, keeping(record.kind), record.held_by):
        return True
    if record.escalation == Record.Escalation.TAKEN or not kind.given:
        return False
    return is_theirs(person, record, kind) and may(person, kind.given, record.component)


def is_theirs(person: Person, record: Record, kind: RecordKind) -> bool:
    """Return whether the person owns or raised it, or was given a task that it is linked to where that counts."""
    if person.pk in {record.owner_id, record.raised_by_id}:
        return True
    if not kind.with_tasks:
        return False
    linked = record.links.filter(object_type="task").values("object_id")
    tasks = Task.objects.filter(pk__in=linked, component=record.component)
    return any(is_given(person, task) for task in tasks.select_related("parent"))


def require_edit_record(actor: Actor, record: Record) -> None:
    if actor.person is None or may_edit_record(actor.person, record):
        return
    require(actor, keeping(record.kind), record.held_by)


def may_read_benefit(person: Person, record: Record) -> bool:
    """Return whether the person may write down what a benefit brought: who keeps it, and its owner."""
    return may_edit_record(person, record) or (
        person.pk == record.owner_id and may(person, Verb.RAISE_RECORD, record.component)
    )


def require_read_benefit(actor: Actor, record: Record) -> None:
    if actor.person is None or may_read_benefit(actor.person, record):
        return
    require(actor, keeping(record.kind), record.held_by)


def require_changes(actor: Actor, record: Record, status: str, details: Mapping[str, Any]) -> None:
    """Raise NotAllowed where the new status, or one of the details, takes a right that the actor has not."""
    kind = KINDS[record.kind]
    changed = {
        each.verb for each in kind.details if each.verb and details.get(each.name) != record.details.get(each.name)
    }
    if status != record.status:
        passed = [status, record.status] if record.status in kind.closed else [status]
        changed |= {kind.steps[name].verb for name in passed if name in kind.steps and kind.steps[name].verb}
    for verb in sorted(changed):
        require(actor, Verb(verb), record.component)
    if status != record.status and status in kind.steps:
        require_another(actor, record, status, kind)


def statuses_open(kind: str, status: str, verbs: Collection[str]) -> dict[str, str]:
    """Return the statuses that somebody with these rights may choose from this one, with itself."""
    table = KINDS[kind]
    leaving = table.steps[status].verb if status in table.closed and status in table.steps else ""
    return {
        name: label
        for name, label in table.statuses.items()
        if name == status or (fits(table.steps.get(name), status, verbs) and (not leaving or leaving in verbs))
    }


def fits(step: Step | None, status: str, verbs: Collection[str]) -> bool:
    if step is None:
        return True
    return (not step.after or status in step.after) and (not step.verb or step.verb in verbs)


def require_another(actor: Actor, record: Record, status: str, kind: RecordKind) -> None:
    """Raise NotAllowed where one person would judge what they reported themselves; operators too."""
    said = kind.steps[status].not_who_said
    if actor.person is None or not said or record.status != said or who_said(record, said) != actor.person.pk:
        return
    raise NotAllowed(
        f"You said yourself that this is “{kind.statuses[said].lower()}”, so somebody else has to say whether it is "
        f"“{kind.statuses[status].lower()}”."
    )


def who_said(record: Record, status: str) -> int | None:
    """Return who gave the record this status last, by the log."""
    told = Event.objects.filter(object_type="record", object_id=record.pk, after__status=status)
    return told.order_by("-pk").values_list("actor", flat=True).first()


def waits_for_acceptance(record: Record) -> bool:
    return record.kind == Record.Kind.NEED and record.status == "delivered"


def require_accept(actor: Actor, record: Record) -> None:
    """Raise NotAllowed unless the actor may say whether a delivered need is accepted.

    Nothing else of it has to be theirs to change; while a level above owns it, that level says so.
    """
    require(actor, Verb.ACCEPT_PRODUCT, record.held_by)
    require_changes(actor, record, "accepted", record.details)


def why_not_accept(actor: Actor, record: Record) -> str:
    """Return why the actor may not say so; nothing where they may."""
    try:
        require_accept(actor, record)
    except NotAllowed as refusal:
        return str(refusal)
    return ""
