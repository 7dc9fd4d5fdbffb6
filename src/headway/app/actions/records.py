"""Raise, change, close, link and trash records of the register."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_date

from headway.app.actions.benefit_ties import check_benefit_tie
from headway.app.actions.edit import change, clean, fields_in_words, lock, lock_tree, refused_value
from headway.app.actions.errors import Refused
from headway.app.actions.events import record as tell
from headway.app.actions.record_ties import TIES, check_ties
from headway.app.bridge.risks import IMPACTS, computed
from headway.app.models import Component, Record, RecordLink
from headway.app.models.record_kind import LARGEST
from headway.app.models.record_kinds import KINDS, LEVELS, OBJECTIVES
from headway.app.rules import Verb, may, require
from headway.app.rules.records import keeping, require_changes, require_edit_record, require_raise

if TYPE_CHECKING:
    from headway.app.models import Event
    from headway.app.models.record_kind import Detail
    from headway.app.rules import Actor

COMMON = frozenset({"title", "description", "status", "priority", "owner", "due_on"})
RISK = frozenset({
    "sign", "probability", "cost_low", "cost_likely", "cost_high", "days_low", "days_likely", "days_high",
    "response_cost",
})  # fmt: skip
SETTABLE = COMMON | RISK | set(TIES)
LONGEST_TEXT = 5000
LINKABLE = frozenset({"record", "task", "component", "changeset", "baseline"})
TOLD = {
    ("need", "delivery", "delivered"): ("record.delivered", "Delivered"),
    ("need", "delivered", "delivery"): ("record.sent_back", "Sent back"),
}
"""By kind and by its statuses before and after: changes that are told by an event of their own, and how it says it."""
ESTIMATES = (("cost_low", "cost_likely", "cost_high"), ("days_low", "days_likely", "days_high"))


def kind_of(kind: str) -> str:
    if kind not in KINDS:
        raise Refused("unknown-record-kind", f"There is no kind of record called “{kind[:40]}”.", "",
                      "Choose one of: " + ", ".join(KINDS) + ".")  # fmt: skip
    return kind


def details_of(kind: str, sign: str, given: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the kind with the given ones changed; empty ones are left out."""
    known = {each.name: each for each in KINDS[kind].details if not each.signs or sign in each.signs}
    if unknown := sorted(set(given) - set(known)):
        raise Refused("unknown-field", f"A {kind} has no field called “{unknown[0][:40]}”.")
    values = {name: value for name, value in old.items() if name in known}
    for name, value in given.items():
        checked = check_detail(known[name], value)
        if checked != "":
            values[name] = checked
        else:
            values.pop(name, None)
    return values


def check_detail(detail: Detail, value: Any) -> str | float:
    """Return the value as it is kept: a number as a number, anything else as text; empty is nothing."""
    text = "" if value is None else str(value).replace("\x00", "").strip()
    if len(text) > (LONGEST_TEXT if detail.type == "text" else 300):
        raise Refused(
            "invalid-value", f"{detail.label}: this text is too long.", f"Field “{detail.name}”.", "Shorten it."
        )
    if text and detail.choices and text not in detail.choices:
        raise Refused("invalid-value", f"{detail.label}: “{text[:40]}” is no choice.", f"Field “{detail.name}”.",
                      "Choose one of: " + ", ".join(detail.choices) + ".")  # fmt: skip
    if text and detail.type == "date" and day_of(text) is None:
        raise Refused("invalid-value", f"{detail.label}: “{text[:20]}” is no date.", f"Field “{detail.name}”.",
                      "Write it as 2027-03-31.")  # fmt: skip
    return number_of(detail, text) if text and detail.type == "number" else text


def number_of(detail: Detail, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not abs(number) <= LARGEST:
        raise Refused("invalid-value", f"{detail.label}: “{text[:20]}” is no number.", f"Field “{detail.name}”.",
                      "Write it as 1250.5, at most a million million.")  # fmt: skip
    if not detail.least <= number <= detail.most:
        raise Refused("invalid-value", f"{detail.label}: {number:g} is out of its range.", f"Field “{detail.name}”.",
                      f"Write {range_of(detail)}.")  # fmt: skip
    return int(number) if number.is_integer() else number


def range_of(detail: Detail) -> str:
    return f"at least {detail.least:g}" if detail.most == LARGEST else f"{detail.least:g} to {detail.most:g}"


def day_of(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def worst_impact(details: dict[str, Any]) -> float | None:
    """Return the highest impact over the objectives, on the scale 0 to 1."""
    levels = [details[f"impact_{name}"] for name in OBJECTIVES if details.get(f"impact_{name}")]
    return max((IMPACTS[LEVELS.index(level)] for level in levels), default=None)


def check_values(row: Record, values: dict[str, Any]) -> None:
    kind = KINDS[row.kind]
    if values.get("status", row.status) not in kind.statuses:
        raise Refused("invalid-value", f"Status: “{str(values['status'])[:40]}” is no status of a {row.kind}.",
                      "Field “status”.", "Choose one of: " + ", ".join(kind.statuses) + ".")  # fmt: skip
    if row.kind != Record.Kind.RISK and RISK & set(values):
        raise Refused("unknown-field", f"Only risks have “{min(RISK & set(values))}”.")
    if row.kind == Record.Kind.RISK and values.get("sign", row.sign) not in Record.Sign.values:
        raise Refused("invalid-value", "A risk is a threat or an opportunity.", "Field “sign”.", "Choose one.")
    check_step(row, values.get("status", row.status))
    owner = values.get("owner")
    if owner is not None and not (owner.is_active and may(owner, Verb.VIEW, row.component)):
        raise Refused("owner-cannot-see", f"{owner.name} does not see “{row.component}”.", "",
                      "Give them a role there first, or choose somebody else.")  # fmt: skip


def check_step(row: Record, status: str) -> None:
    """Refuse a status that comes after others only."""
    kind = KINDS[row.kind]
    step = kind.steps.get(status)
    if status == row.status or step is None or not step.after or row.status in step.after:
        return
    before = " or ".join(f"“{kind.statuses[each]}”" for each in step.after)
    title = f"“{kind.statuses[status]}” comes after {before}; this is “{kind.statuses[row.status]}”."
    raise Refused("status-out-of-order", title, "Field “status”.", "Take the steps one after the other.")


def check_reason(row: Record, status: str, details: dict[str, Any]) -> None:
    """Refuse a status that takes a reason where there is none."""
    kind = KINDS[row.kind]
    step = kind.steps.get(status)
    if status == row.status or step is None or not step.says or details.get(step.says):
        return
    label = kind.detail(step.says).label
    raise Refused("no-reason", f"Say why this is “{kind.statuses[status].lower()}”.", f"Field “{label}”.",
                  "One sentence is enough.")  # fmt: skip


def check_estimates(row: Record) -> None:
    for names in ESTIMATES:
        given = [getattr(row, name) for name in names if getattr(row, name) is not None]
        if any(value < 0 for value in given):
            raise refused_value(Record._meta.get_field(names[1]), "write the size without a sign.")  # type: ignore[arg-type]  # noqa: SLF001
        if given != sorted(given):
            raise refused_value(Record._meta.get_field(names[1]), "an estimate goes from low over likely to high.")  # type: ignore[arg-type]  # noqa: SLF001


@transaction.atomic
def raise_record(
    actor: Actor, component: Component, kind: str, *, title: str, details: dict[str, Any] | None = None, **values: Any
) -> Record:
    """Add a record to the register."""
    require_raise(actor, kind_of(kind), component)
    if unknown := sorted(set(values) - SETTABLE):
        raise Refused("unknown-field", f"These fields cannot be set: {', '.join(unknown)}.")
    lock_tree(component)
    row = Record(component=component, held_by=component, kind=kind, raised_by=actor.person)
    if kind == Record.Kind.RISK:
        values.setdefault("sign", Record.Sign.THREAT)
    row.status = next(iter(KINDS[kind].statuses))
    check_values(row, values)
    kept = details_of(kind, values.get("sign", ""), details or {}, {})
    require_changes(actor, row, values.get("status", row.status), kept)
    check_reason(row, values.get("status", row.status), kept)
    check_ties(actor, row, values)
    for name, value in {"title": title, **values, "details": kept}.items():
        setattr(row, name, clean(row, name, value))
    settle(row)
    return enter(actor, row)


def enter(actor: Actor, row: Record, *, cause: Event | None = None) -> Record:
    """Give a checked record its number, store it and tell of it; what boards decide enters here too."""
    last = Record.objects.filter(component=row.component, kind=row.kind).aggregate(last=Max("number"))["last"]
    row.number = (last or 0) + 1
    row.save()
    after = {"kind": row.kind, "reference": row.reference, "title": row.title, "status": row.status}
    label = row.get_kind_display().lower()
    tell(actor, row.component, "record.raised", row, cause=cause, summary=f"Raised the {label} {row}", after=after)
    return row


def settle(row: Record) -> None:
    """Set what follows from the values: computed columns of a risk, and when it was closed."""
    check_estimates(row)
    if row.kind == Record.Kind.RISK:
        row.impact = worst_impact(row.details)
        for name, value in computed(row, holders=holders_of(row)).items():
            setattr(row, name, value)
    closed = row.status in KINDS[row.kind].closed
    row.closed_at = (row.closed_at or timezone.now()) if closed else None


def holders_of(row: Record) -> int:
    """Return how many components of the tree hold an open risk of the same title."""
    same = Record.objects.filter(kind=Record.Kind.RISK, trashed_at=None, title__iexact=row.title, closed_at=None)
    others = same.filter(component__root=row.component.root_id).exclude(component=row.component_id)
    return 1 + others.values("component").distinct().count()


@transaction.atomic
def update_record(
    actor: Actor, row: Record, *, version: int | None = None, details: dict[str, Any] | None = None, **values: Any
) -> Record:
    """Change fields of a record; closing it is a change of its status."""
    if unknown := sorted(set(values) - SETTABLE):
        raise Refused("unknown-field", f"These fields cannot be changed: {', '.join(unknown)}.")
    require_edit_record(actor, row)
    return write_record(actor, row, version, details, values)


def write_record(
    actor: Actor, row: Record, version: int | None, details: dict[str, Any] | None, values: dict[str, Any]
) -> Record:
    """Change what the caller has found to be the actor's to change, within a transaction."""
    lock_tree(row.component, row.held_by)
    row = lock(row)
    check_values(row, values)
    was_closed = row.closed_at is not None
    if details is not None:
        sign = values.get("sign", row.sign)
        values["details"] = details_of(row.kind, sign, details, row.details)
    require_changes(actor, row, values.get("status", row.status), values.get("details", row.details))
    check_reason(row, values.get("status", row.status), values.get("details", row.details))
    check_ties(actor, row, values)
    fresh, before, after = change(row, values, version=version)
    if not after:
        return fresh
    settle(fresh)
    fresh.save()
    if "details" in after:
        before["details"], after["details"] = differing(before["details"], after["details"])
    verb, did = "record.updated", "Changed"
    if (fresh.closed_at is not None) != was_closed:
        verb, did = ("record.closed", "Closed") if fresh.closed_at else ("record.reopened", "Changed")
    words = fields_in_words(after)
    if "status" in after:
        words += f" (now “{KINDS[fresh.kind].statuses[fresh.status]}”)"
        verb, did = TOLD.get((fresh.kind, before["status"], fresh.status), (verb, did))
    tell(actor, fresh.component, verb, fresh, summary=f"{did} {fresh}: {words}", before=before, after=after)
    return fresh


def differing(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return only what differs between two sets of fields."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


@transaction.atomic
def link_record(actor: Actor, row: Record, object_type: str, object_id: int, *, relation: str = "") -> RecordLink:
    """Tie a record to anything that has an id and that the actor sees (the caller has found it)."""
    require_edit_record(actor, row)
    if object_type not in LINKABLE:
        raise Refused("not-linkable", f"A record cannot be linked to “{object_type[:40]}”.")
    if object_type == "record" and object_id == row.pk:
        raise Refused("self-link", "A record cannot be linked to itself.")
    relation = clean(RecordLink(), "relation", relation[:40] or "relates to")
    check_benefit_tie(row, object_type, object_id, relation)
    link, created = RecordLink.objects.get_or_create(
        record=row, object_type=object_type, object_id=object_id,
        defaults={"component": row.component, "relation": relation},
    )  # fmt: skip
    if created:
        after = {"object_type": object_type, "object_id": object_id, "relation": link.relation}
        tell(actor, row.component, "record.linked", row, summary=f"Linked {row}", after=after)
    return link


@transaction.atomic
def unlink_record(actor: Actor, link: RecordLink) -> None:
    """Remove a tie."""
    require_edit_record(actor, link.record)
    before = {"object_type": link.object_type, "object_id": link.object_id, "relation": link.relation}
    tell(actor, link.component, "record.unlinked", link.record, summary=f"Unlinked {link.record}", before=before)
    link.delete()


@transaction.atomic
def trash_record(actor: Actor, row: Record, *, version: int | None = None) -> Record:
    """Hide a record; ``restore_record`` brings it back with its links."""
    require(actor, keeping(row.kind), row.held_by)
    lock_tree(row.component)
    fresh, before, after = change(row, {"trashed_at": timezone.now()}, version=version)
    tell(
        actor,
        fresh.component,
        "record.trashed",
        fresh,
        summary=f"Put {fresh} into the trash",
        before=before,
        after=after,
    )
    return fresh


@transaction.atomic
def restore_record(actor: Actor, row: Record) -> Record:
    """Take a record out of the trash."""
    require(actor, keeping(row.kind), row.held_by)
    lock_tree(row.component)
    fresh, before, after = change(row, {"trashed_at": None}, version=None)
    if after:
        summary = f"Took {fresh} out of the trash"
        tell(actor, fresh.component, "record.restored", fresh, summary=summary, before=before, after=after)
    return fresh
