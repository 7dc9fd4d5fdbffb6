"""Change the tree of components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from headway.app.actions.edit import change, check_instant, clean, fields_in_words, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.bridge.rollup import roll_up
from headway.app.models import ALLOWED_CHILDREN, Component, ComponentPath, EventChain, Rollup
from headway.app.queries.money import exact
from headway.app.rules import Verb, may, require, require_operator

if TYPE_CHECKING:
    from decimal import Decimal

    from headway.app.models import Person
    from headway.app.rules import Actor

EDITABLE = frozenset({
    "name", "code", "purpose", "stage", "lead", "currency", "budget", "position",
    "calendar", "plan_start", "must_finish", "schedule_mode", "honor_constraints",
    "critical_float_minutes", "minutes_per_day", "minutes_per_week",
})  # fmt: skip
PLANNING = frozenset({
    "calendar", "plan_start", "must_finish", "schedule_mode", "honor_constraints", "critical_float_minutes",
    "minutes_per_day",
})  # fmt: skip
"""Changes that move dates."""
INSTANTS = frozenset({"plan_start", "must_finish"})
MONEY = frozenset({"budget", "currency"})
ROLLED_UP = frozenset({"name", "budget", "currency"})
"""Changes that show in what is computed for the components above."""


def check_place(kind: str, parent: Component | None) -> None:
    """Raise Refused where the parent may not hold this kind."""
    if kind not in Component.Kind.values:
        raise Refused("unknown-kind", f"There is no kind of component called “{kind[:40]}”.", "", "Choose one of: "
                      + ", ".join(Component.Kind.values) + ".")  # fmt: skip
    if parent is not None and kind not in ALLOWED_CHILDREN[parent.kind]:
        raise Refused(
            "wrong-parent",
            f"A {parent.get_kind_display().lower()} cannot hold a {Component.Kind(kind).label.lower()}.",
            f"Parent: {parent.name}.",
            "Choose a portfolio or a program that may hold it.",
        )


@transaction.atomic
def create_component(  # noqa: PLR0913 - a component's own fields, by name
    actor: Actor,
    *,
    kind: str,
    name: str,
    parent: Component | None = None,
    code: str = "",
    purpose: str = "",
    stage: str = Component.Stage.ACTIVE,
    lead: Person | None = None,
    currency: str = "",
    budget: Decimal | None = None,
) -> Component:
    """Add a component below a parent; only operators add a tree of its own."""
    if parent is None:
        require_operator(actor)
    else:
        require(actor, Verb.CREATE_COMPONENT, parent)
        lock_tree(parent)
    check_place(kind, parent)
    last = Component.objects.filter(parent=parent).aggregate(last=Max("position"))["last"]
    component = Component(
        kind=kind,
        parent=parent,
        root=parent.root if parent else None,
        position=0 if last is None else last + 1,
        lead=lead,
    )
    values = {"name": name, "code": code, "purpose": purpose, "stage": stage, "budget": budget}
    values["currency"] = currency or (parent.currency if parent else "EUR")
    for field, value in values.items():
        setattr(component, field, clean(component, field, value))
    component.save()
    if parent is None:
        component.root = component
        component.save(update_fields=["root"])
        EventChain.objects.create(root=component)
    add_paths(component, parent)
    Rollup.objects.create(component=component, budget=component.budget, project_count=int(component.holds_tasks))
    if parent is not None:
        roll_up([parent.pk])
    after = {"kind": kind, "name": component.name, "parent": parent.pk if parent else None, "code": component.code,
             "purpose": component.purpose, "stage": component.stage, "lead": lead.pk if lead else None,
             "currency": component.currency, "budget": component.budget}  # fmt: skip
    summary = f"Created {component.get_kind_display().lower()} “{component.name}”"
    record(actor, component, "component.created", component, summary=summary, after=after)
    return component


def add_paths(component: Component, parent: Component | None) -> None:
    """Write the closure rows of a new leaf: one for each ancestor, and itself."""
    above = ComponentPath.objects.filter(descendant=parent).values_list("ancestor_id", "depth") if parent else []
    rows = [ComponentPath(ancestor_id=ancestor, descendant=component, depth=depth + 1) for ancestor, depth in above]
    ComponentPath.objects.bulk_create([*rows, ComponentPath(ancestor=component, descendant=component, depth=0)])


@transaction.atomic
def update_component(actor: Actor, component: Component, *, version: int | None = None, **changes: Any) -> Component:
    """Change fields of a component; ``version`` is the one that was read, None takes the row as it is."""
    require(actor, Verb.UPDATE_COMPONENT, component)
    if MONEY & set(changes):
        require(actor, Verb.EDIT_MONEY, component)
    if "budget" in changes:
        refuse_more_budget(actor, component, changes["budget"])
    unknown = sorted(set(changes) - EDITABLE)
    if unknown:
        raise Refused("unknown-field", f"These fields cannot be changed here: {', '.join(unknown)}.")
    for name in INSTANTS & set(changes):
        check_instant(component, name, changes[name])
    lock_tree(component)
    fresh, before, after = change(component, changes, version=version)
    if not after:
        return fresh
    if PLANNING & set(after):
        fresh.revision += 1
        fresh.save(update_fields=["revision"])
    if ROLLED_UP & set(after):
        Rollup.objects.filter(component=fresh, component__kind__in=Component.PLANS).update(budget=fresh.budget)
        roll_up([fresh.pk])
    summary = f"Changed {fields_in_words(after)} of “{fresh.name}”"
    verb = "plan.settings_changed" if PLANNING & set(after) else "component.updated"
    record(actor, fresh, verb, fresh, summary=summary, before=before, after=after)
    return fresh


def refuse_more_budget(actor: Actor, component: Component, asked: Any) -> None:
    """Refuse to raise, or to lift, the budget of a plan that was given one: that is a change for a board to decide.

    While it is only proposed, whoever composes the program or portfolio above it writes what it shall cost.
    """
    now = Component.objects.values_list("budget", flat=True).get(pk=component.pk)
    person = actor.person
    if person is None or person.is_superuser or now is None or not component.holds_tasks:
        return
    amount = clean(component, "budget", asked)
    composing = component.stage == Component.Stage.PROPOSED and may(person, Verb.CREATE_COMPONENT, component)
    if (amount is None or amount > now) and not composing:
        raise Refused("authorized-budget", "A budget that was authorized is raised by whom it was authorized by.",
                      f"It is {exact(now, component.currency)}.",
                      "Propose a change request with the new budget; the board decides it.")  # fmt: skip


@transaction.atomic
def move_component(
    actor: Actor, component: Component, parent: Component | None, *, version: int | None = None
) -> Component:
    """Hang a component, with everything below it, under another parent."""
    require(actor, Verb.MOVE_COMPONENT, component)
    if parent is None:
        require_operator(actor)
        lock_tree(component)
    else:
        require(actor, Verb.CREATE_COMPONENT, parent)
        lock_tree(component, parent)
        if ComponentPath.objects.filter(ancestor=component, descendant=parent).exists():
            raise Refused("cycle", f"“{component.name}” cannot go below itself.", f"“{parent.name}” lies below it.",
                          "Choose a parent elsewhere in the tree.")  # fmt: skip
    check_place(component.kind, parent)
    old_parent, old_root = component.parent_id, component.root_id
    fresh, before, after = change(component, {"parent": parent}, version=version)
    if not after:
        return fresh
    # Readers of what moved need not see where it went: the log names the place by its number, pages by its name.
    summary = f"Moved “{fresh.name}” to {'another place' if parent else 'the top'}"
    left = record(actor, fresh, "component.moved", fresh, summary=summary, before=before, after=after)
    move_paths(fresh, parent)
    root = parent.root_id if parent else fresh.pk
    if root != old_root:
        below = ComponentPath.objects.filter(ancestor=fresh).values("descendant")
        Component.objects.filter(pk__in=below).update(root=root)
        fresh.refresh_from_db()
        record(actor, fresh, "component.arrived", fresh, summary=summary, before=before, after=after, cause=left)
    roll_up([pk for pk in (old_parent, fresh.parent_id) if pk])
    return fresh


def move_paths(component: Component, parent: Component | None) -> None:
    """Cut the subtree's closure rows to its old ancestors and write those to the new ones."""
    below = list(ComponentPath.objects.filter(ancestor=component).values_list("descendant_id", "depth"))
    inside = [pk for pk, _ in below]
    ComponentPath.objects.filter(descendant__in=inside).exclude(ancestor__in=inside).delete()
    above = ComponentPath.objects.filter(descendant=parent).values_list("ancestor_id", "depth") if parent else []
    ComponentPath.objects.bulk_create(
        ComponentPath(ancestor_id=ancestor, descendant_id=descendant, depth=up + 1 + down)
        for ancestor, up in above
        for descendant, down in below
    )


@transaction.atomic
def trash_component(actor: Actor, component: Component, *, version: int | None = None) -> Component:
    """Hide a component and everything below it; ``restore_component`` brings it back."""
    require(actor, Verb.TRASH_COMPONENT, component)
    lock_tree(component)
    fresh, before, after = change(component, {"trashed_at": timezone.now()}, version=version)
    summary = f"Put “{fresh.name}” into the trash"
    record(actor, fresh, "component.trashed", fresh, summary=summary, before=before, after=after)
    roll_up([fresh.parent_id] if fresh.parent_id else [])
    return fresh


@transaction.atomic
def restore_component(actor: Actor, component: Component) -> Component:
    """Take a component out of the trash again. Its parent decides who may: the component itself is invisible."""
    if component.parent is None:
        require_operator(actor)
    else:
        require(actor, Verb.TRASH_COMPONENT, component.parent)
    lock_tree(component)
    if component.purged_at is not None:
        raise Refused("purged", f"“{component.name}” was purged from the trash; it cannot come back.")
    fresh, before, after = change(component, {"trashed_at": None}, version=None)
    if after:
        summary = f"Took “{fresh.name}” out of the trash"
        record(actor, fresh, "component.restored", fresh, summary=summary, before=before, after=after)
        roll_up([fresh.parent_id] if fresh.parent_id else [])
    return fresh
