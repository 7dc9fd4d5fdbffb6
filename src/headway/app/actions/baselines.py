"""Baselines: freeze today's dates under a name, choose the current one, rename, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from headway.app.actions import install_rows
from headway.app.actions.bulk import insert_rows
from headway.app.actions.edit import clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.plan_changes import require_plan, touch_plan
from headway.app.actions.put_away import put_away
from headway.app.bridge.readiness import calculates
from headway.app.bridge.recalculate import recalculate
from headway.app.bridge.reports.snapshot import packed, take
from headway.app.models import Baseline, BaselineTask, Component, PlanSnapshot
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from headway.app.models import TrashItem
    from headway.app.rules import Actor


@calculates
@transaction.atomic
def set_baseline(
    actor: Actor, component: Component, *, name: str = "", number: int | None = None, current: bool = True
) -> Baseline:
    """Freeze today's dates of every task; without a number, under the next free one."""
    require(actor, Verb.SET_BASELINE, component)
    require_plan(component)
    lock_tree(component)
    component = lock(component)
    if not component.tasks.filter(start__isnull=False).exists():
        raise Refused("nothing-scheduled", "There are no dates to freeze.", component.name, "Add tasks first.")
    last = component.baselines.aggregate(last=Max("number"))["last"]
    number = max(0, -1 if last is None else last + 1) if number is None else number
    if not 0 <= number <= 32_000 or component.baselines.filter(number=number).exists():
        raise Refused("baseline-exists", f"Baseline {number} is already there.", "", "Leave the number out.")
    name = free_name(component, name[:120] or ("Baseline" if number == 0 else f"Baseline {number}"))
    was = component.baselines.filter(current=True).first()
    if current:
        component.baselines.update(current=False)
    baseline = Baseline.objects.create(
        component=component, number=number, name=name, set_by=actor.person, current=current
    )
    rows = component.tasks.values_list("pk", "start", "finish", "duration_minutes", "work_minutes", "cost")
    insert_rows(BaselineTask, install_rows.BASELINE_COLUMNS, [(component.pk, baseline.pk, *row) for row in rows])
    touch_plan(component)
    PlanSnapshot.objects.create(component=component, baseline=baseline, revision=component.revision,
                                taken_at=timezone.now(), payload=packed(take(component)))  # fmt: skip
    summary = f"Set the baseline “{name}” of “{component.name}”"
    before = {"current_baseline": was.pk} if was and current else {}
    after = {"number": number, "name": name, "current": current}
    record(actor, component, "baseline.set", baseline, summary=summary, before=before, after=after)
    if current:
        recalculate([component.pk])  # variances and health compare with it at once
    return baseline


def free_name(component: Component, name: str, baseline: Baseline | None = None) -> str:
    """Return the name as it is kept, or refuse one that another baseline of the plan has."""
    name = clean(Baseline(), "name", name)
    others = component.baselines.exclude(pk=baseline.pk) if baseline else component.baselines.all()
    if name.casefold() in {each.casefold() for each in others.values_list("name", flat=True)}:
        raise Refused("name-taken", "Another baseline of this plan has this name.", f"“{name}”.", "Choose another one.")
    return name


@transaction.atomic
def rename_baseline(actor: Actor, baseline: Baseline, name: str) -> Baseline:
    """Give a baseline another name."""
    component = baseline.component
    require(actor, Verb.SET_BASELINE, component)
    lock_tree(component)
    baseline = lock(baseline)
    was, baseline.name = baseline.name, free_name(component, name, baseline)
    if baseline.name != was:
        baseline.save(update_fields=["name"])
        summary = f"Renamed the baseline “{was}” of “{component.name}” to “{baseline.name}”"
        record(actor, component, "baseline.renamed", baseline, summary=summary, before={"name": was},
               after={"name": baseline.name})  # fmt: skip
    return baseline


@calculates
@transaction.atomic
def choose_baseline(actor: Actor, baseline: Baseline) -> Baseline:
    """Make a baseline the current one: what variances, health, tolerances and gates compare with."""
    component = baseline.component
    require(actor, Verb.SET_BASELINE, component)
    lock_tree(component)
    baseline = lock(baseline)
    if baseline.current:
        return baseline
    was = component.baselines.filter(current=True).first()
    component.baselines.update(current=False)
    baseline.current = True
    baseline.save(update_fields=["current"])
    touch_plan(component)
    summary = f"Chose “{baseline.name}” as the current baseline of “{component.name}”"
    record(actor, component, "baseline.chosen", baseline, summary=summary,
           before={"current_baseline": was.pk if was else None}, after={"current_baseline": baseline.pk})  # fmt: skip
    recalculate([component.pk])
    return baseline


@calculates
@transaction.atomic
def delete_baseline(actor: Actor, baseline: Baseline) -> TrashItem:
    """Put a baseline into the trash, with the dates that it froze."""
    component = baseline.component
    require(actor, Verb.SET_BASELINE, component)
    lock_tree(component)
    baseline = lock(baseline)
    before = {"number": baseline.number, "name": baseline.name, "current": baseline.current}
    summary = f"Deleted the baseline “{baseline.name}” of “{component.name}”"
    told = record(actor, component, "baseline.deleted", baseline, summary=summary, before=before)
    touch_plan(component)
    item = put_away(actor, component, baseline, [[baseline]], title=f"Baseline “{baseline.name}”",
                    right=Verb.SET_BASELINE, event=told)  # fmt: skip
    if before["current"]:
        recalculate([component.pk])
    return item
