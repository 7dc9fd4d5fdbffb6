"""Write what the demonstration's product, technical, change and customer roles keep, each as the one who would."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from headway.app.actions.records import link_record, raise_record, update_record
from headway.app.demo.load_products import load_products
from headway.app.demo.load_register import acting
from headway.app.demo.needs import KEPT, NEEDS, Kept, Need
from headway.app.models import Component, Person, Record, Task

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

PRODUCT_MANAGER = "elin"
WAY = ("new", "agreed", "delivery", "delivered", "accepted")
DELIVERED_BY_OWNER = frozenset({"delivery", "delivered"})


def load_needs(people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    releases = load_products(acting(people[PRODUCT_MANAGER]), components, monday)
    rows = {need.title: note_need(need, people, components, monday, releases) for need in NEEDS}
    for kept in KEPT:
        row = note_kept(kept, people, components, monday)
        rows[kept.title] = row
        if kept.tie:
            tie(row, kept, people, rows)


def note_need(
    need: Need,
    people: Mapping[str, Person],
    components: Mapping[str, Component],
    monday: date,
    releases: Mapping[str, Record],
) -> Record:
    said = {"from_whom": need.from_whom, "why": need.why, "acceptance": need.acceptance, "value": need.value,
            "size": need.size}  # fmt: skip
    row = raise_record(
        acting(people[need.by]), components[need.where], "need", title=need.title, owner=people[need.owner],
        due_on=monday + timedelta(days=need.due), details=said,
    )  # fmt: skip
    manager = acting(people[PRODUCT_MANAGER])
    if need.order is not None:
        row = update_record(manager, row, details={"order": need.order}, part_of=releases[need.release])
    if need.status == "refused":
        return update_record(manager, row, status="refused", details={"verdict": need.verdict})
    for status in WAY[1 : WAY.index(need.status) + 1]:
        actor = acting(people[need.owner]) if status in DELIVERED_BY_OWNER else manager
        row = update_record(actor, row, status=status)
    return row


def note_kept(kept: Kept, people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> Record:
    def plain(name: str, value: Any) -> Any:
        return (monday + timedelta(days=value)).isoformat() if name.endswith("_on") else value

    return raise_record(
        acting(people[kept.by]), components[kept.where], kept.kind, title=kept.title, owner=people[kept.owner],
        due_on=monday + timedelta(days=kept.due), status=kept.status,
        details={name: plain(name, value) for name, value in kept.details.items()},
    )  # fmt: skip


def tie(row: Record, kept: Kept, people: Mapping[str, Person], rows: Mapping[str, Record]) -> None:
    actor = acting(people[kept.by])
    if kept.tie != "task":
        link_record(actor, row, "record", rows[kept.tie].pk, relation="comes from")
        return
    task = Task.objects.filter(component=row.component, owner=row.owner).order_by("start", "pk").first()
    if task is not None:
        link_record(actor, row, "task", task.pk, relation="concerns")
