"""Define fields for the tasks of a component and of all below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from headway.app.actions.edit import change, clean, lock, lock_tree
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.events import record
from headway.app.models import Component, CustomField
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.rules import Actor

MOST_FIELDS, MOST_CHOICES, LONGEST_CHOICE = 50, 100, 80


@transaction.atomic
def define_field(
    actor: Actor,
    component: Component,
    *,
    name: str,
    kind: str,
    choices: Sequence[str] = (),
    help: str = "",  # noqa: A002 - as people call it
) -> CustomField:
    """Add a field to every task of the component and below."""
    require(actor, Verb.DEFINE_FIELD, component)
    lock_tree(component)
    if CustomField.objects.filter(component=component, retired_at=None).count() >= MOST_FIELDS:
        raise Refused("too-many", f"A component has at most {MOST_FIELDS} fields of its own.", "", "Delete one first.")
    field = CustomField(component=component, kind=kind)
    field.kind = clean(field, "kind", kind)
    field.name, field.help = clean(field, "name", name), clean(field, "help", help)
    refuse_same_name(component, field.name)
    field.choices = cleaned_choices(field, choices)
    field.save()
    record(actor, component, "field.defined", field, summary=f"Defined the field “{field}”",
           after={"name": field.name, "kind": field.kind, "choices": field.choices, "help": field.help})  # fmt: skip
    touch_plans(component)
    return field


@transaction.atomic
def change_field(actor: Actor, field: CustomField, *, version: int | None = None, **values: Any) -> CustomField:
    """Give a field another name, other choices or another explanation; its kind stays."""
    require(actor, Verb.DEFINE_FIELD, field.component)
    lock_tree(field.component)
    if "name" in values:
        refuse_same_name(field.component, values["name"].strip(), but=field)
    if "choices" in values:
        values["choices"] = cleaned_choices(field, values["choices"])
    fresh, before, after = change(field, values, version=version)
    if after:
        record(actor, field.component, "field.changed", fresh, summary=f"Changed the field “{fresh}”", before=before,
               after=after)  # fmt: skip
        touch_plans(field.component)
    return fresh


@transaction.atomic
def delete_field(actor: Actor, field: CustomField, *, version: int | None = None) -> CustomField:
    """Take a field away from everybody's eyes; tasks and log keep what it said."""
    require(actor, Verb.DEFINE_FIELD, field.component)
    lock_tree(field.component)
    fresh = lock(field)
    if version is not None and version != fresh.version:
        raise Stale(str(fresh), expected=version, current=fresh.version, values={})
    fresh.retired_at, fresh.version = timezone.now(), fresh.version + 1
    fresh.save(update_fields=["retired_at", "version"])
    record(actor, field.component, "field.deleted", fresh, summary=f"Deleted the field “{fresh}”",
           before={"name": fresh.name, "kind": fresh.kind, "choices": fresh.choices})  # fmt: skip
    touch_plans(field.component)
    return fresh


def refuse_same_name(component: Component, name: str, *, but: CustomField | None = None) -> None:
    """Refuse a name that another field has where both would stand beside each other."""
    tree = Component.objects.filter(paths_down__descendant=component) | Component.objects.filter(
        paths_up__ancestor=component
    )
    others = CustomField.objects.filter(component__in=tree, retired_at=None, name__iexact=name)
    same = next((each for each in others if each != but), None)
    if same is not None:
        raise Refused("name-taken", f"There is a field “{same}” already.", "Here, above or below.",
                      "Choose another name.")  # fmt: skip


def cleaned_choices(field: CustomField, choices: Sequence[str]) -> list[str]:
    """Return what can be chosen, or refuse what cannot be offered."""
    found = list(dict.fromkeys(" ".join(str(each).split()) for each in choices if str(each).strip()))
    if field.kind != CustomField.Kind.CHOICE:
        return []
    if not found:
        raise Refused("invalid-value", "A field to choose from needs choices.", field.name, "Type one a line.")
    if len({each.lower() for each in found}) < len(found):
        raise Refused("invalid-value", "Two choices differ only in their case.", field.name, "Leave one out.")
    if len(found) > MOST_CHOICES or any(len(each) > LONGEST_CHOICE or "\x00" in each for each in found):
        raise Refused("invalid-value", f"At most {MOST_CHOICES} choices of at most {LONGEST_CHOICE} letters.",
                      field.name, "Shorten them.")  # fmt: skip
    return found


def touch_plans(component: Component) -> None:
    """Let open pages of the plans below see that there is something new."""
    below = Component.objects.filter(paths_up__ancestor=component, kind__in=Component.PLANS)
    below.update(revision=F("revision") + 1)
