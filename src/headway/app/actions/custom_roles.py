"""What an administrator adds to the table of roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Component, CustomRole, Membership, RolePermission
from headway.app.rules import Verb, require_operator

if TYPE_CHECKING:
    from headway.app.rules import Actor


@transaction.atomic
def define_role(actor: Actor, *, key: str, label: str, summary: str = "", verbs: frozenset[str]) -> CustomRole:
    """Add a role of this installation's own, or change what one is called and may do."""
    require_operator(actor)
    if key in Membership.Role.values:
        raise Refused("built-in-role", f"“{label[:60]}” is built in.", key, "Choose another key.")
    check_verbs(verbs)
    role = CustomRole.objects.filter(key=key).first() or CustomRole()
    before = sorted(RolePermission.objects.filter(role=key).values_list("verb", flat=True))
    was: dict[str, Any] = {"label": role.label, "summary": role.summary, "verbs": before} if role.pk else {}
    for name, value in {"key": key, "label": label, "summary": summary}.items():
        setattr(role, name, clean(role, name, value))
    role.version += 1 if role.pk else 0
    role.save()
    RolePermission.objects.filter(role=key).exclude(verb__in=verbs).delete()
    RolePermission.objects.bulk_create([RolePermission(role=key, verb=verb) for verb in sorted(verbs - set(before))])
    now = {"role": key, "label": role.label, "summary": role.summary, "verbs": sorted(verbs)}
    tell(actor, "role.defined", role, f"The role “{role.label}” may do {len(verbs)} things", was, now)
    return role


@transaction.atomic
def extend_role(actor: Actor, role: str, verbs: frozenset[str]) -> None:
    """Let a built-in role do more than the table says; the given verbs replace what was added before."""
    require_operator(actor)
    if role not in Membership.Role.values:
        raise Refused("unknown-role", f"There is no built-in role called “{role[:40]}”.")
    check_verbs(verbs)
    before = sorted(RolePermission.objects.filter(role=role).values_list("verb", flat=True))
    RolePermission.objects.filter(role=role).exclude(verb__in=verbs).delete()
    RolePermission.objects.bulk_create([RolePermission(role=role, verb=verb) for verb in sorted(verbs - set(before))])
    summary = f"The role {Membership.Role(role).label} got {len(verbs)} more permissions"
    now = {"role": role, "verbs": sorted(verbs)}
    tell(actor, "role.extended", None, summary, {"verbs": before}, now)


def check_verbs(verbs: frozenset[str]) -> None:
    if unknown := sorted(verbs - set(Verb)):
        raise Refused("unknown-verb", f"These permissions do not exist: {', '.join(unknown)[:200]}.")


def tell(
    actor: Actor, verb: str, role: CustomRole | None, summary: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Record it in every tree: roles hold in all of them."""
    for root in Component.objects.filter(parent=None):
        record(actor, root, verb, role or root, summary=summary, before=before, after=after)
