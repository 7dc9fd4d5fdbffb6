"""Give and take roles, with dates and deputies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.put_away import put_away
from headway.app.models import Component, Membership, Person
from headway.app.queries.audit.words import day_in_words
from headway.app.rules import NotAllowed, Verb, may_grant
from headway.app.rules.holdings import role_labels

if TYPE_CHECKING:
    from datetime import date

    from headway.app.models import TrashItem
    from headway.app.rules import Actor


def label_of(role: str) -> str:
    """Return the role in words; refuse one that does not exist."""
    label = role_labels().get(role)
    if label is None:
        raise Refused("unknown-role", f"There is no role called “{role[:40]}”.", "", "Choose one of the list.")
    return label


def check_days(starts_on: date | None, ends_on: date | None) -> None:
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        clean(Membership(), name, day)
    if starts_on and ends_on and ends_on < starts_on:
        said = f"{day_in_words(starts_on)} to {day_in_words(ends_on)}."
        raise Refused("ends-before-start", "The last day lies before the first.", said,
                      "Exchange the two days, or leave one empty.")  # fmt: skip
    if ends_on and ends_on < timezone.localdate():
        raise Refused(
            "ends-in-the-past", "The last day has passed already.", day_in_words(ends_on), "Choose a later day."
        )


def require_grant(actor: Actor, role: str, component: Component, person: Person, act: str) -> None:
    """Raise NotAllowed unless the actor may give this role; nobody but an operator gives one to themselves."""
    giver = actor.person
    if giver is None:
        return
    if not may_grant(giver, role, component):
        raise NotAllowed(f"You may not {act} the role {label_of(role)} in “{component.name}”.")
    if giver.pk == person.pk and act == "give" and not giver.is_superuser:
        raise NotAllowed("Nobody gives a role to themselves. Ask somebody else who may give it.")


@transaction.atomic
def grant_role(
    actor: Actor,
    component: Component,
    person: Person,
    role: str,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Give a person a role in a component and everything below it, if wanted for some days only."""
    label = label_of(role)
    check_days(starts_on, ends_on)
    require_grant(actor, role, component, person, "give")
    days = {"starts_on": starts_on, "ends_on": ends_on}
    membership, created = Membership.objects.get_or_create(
        component=component, person=person, role=role, deputy_for=None, defaults=days
    )
    if created:
        summary = f"{{person}} is now {label.lower()} of “{component.name}”{in_days(starts_on, ends_on)}"
        after = {"person": person.pk, "role": role, **shown(days)}
        record(actor, component, "role.granted", membership, summary=summary, after=after)
    else:
        set_role_days(actor, membership, **days)
    return membership


def in_days(starts_on: date | None, ends_on: date | None) -> str:
    return "".join((f" from {starts_on}" if starts_on else "", f" until {ends_on}" if ends_on else ""))


def shown(days: dict[str, date | None]) -> dict[str, str]:
    return {name: day.isoformat() for name, day in days.items() if day}


@transaction.atomic
def set_role_days(
    actor: Actor, membership: Membership, *, starts_on: date | None = None, ends_on: date | None = None
) -> Membership:
    """Change from when and until when a role is held."""
    membership = Membership.objects.select_for_update(of=("self",)).select_related("person", "component").get(
        pk=membership.pk
    )  # fmt: skip
    check_days(starts_on, ends_on)
    require_grant(actor, membership.role, membership.component, membership.person, "change")
    before = shown({"starts_on": membership.starts_on, "ends_on": membership.ends_on})
    after: dict[str, Any] = shown({"starts_on": starts_on, "ends_on": ends_on})
    if before == after:
        return membership
    membership.starts_on, membership.ends_on = starts_on, ends_on
    membership.save(update_fields=["starts_on", "ends_on"])
    days = in_days(starts_on, ends_on) or " without end"
    summary = f"{{person}} is {label_of(membership.role).lower()} of “{membership.component.name}”{days}"
    after["person"] = membership.person_id
    record(actor, membership.component, "role.dated", membership, summary=summary, before=before, after=after)
    return membership


@transaction.atomic
def delegate_role(
    actor: Actor, membership: Membership, deputy: Person, *, starts_on: date, ends_on: date
) -> Membership:
    """Let a deputy stand in for some days; the holder decides it, or who may give the role. No deputy passes it on."""
    check_days(starts_on, ends_on)
    component, holder = membership.component, membership.person
    if membership.deputy_for_id:
        raise Refused("deputy-of-deputy", "A deputy cannot appoint a deputy.", "", f"Ask {holder.name}.")
    if deputy.pk == holder.pk or not deputy.is_active:
        raise Refused("no-such-deputy", "This person cannot stand in here.", deputy.name, "Choose somebody else.")
    if actor.person is not None and actor.person.pk != holder.pk:
        require_grant(actor, membership.role, component, deputy, "give")
    was = Membership.objects.filter(person=deputy, deputy_for=membership).first()
    before = shown({"starts_on": was.starts_on, "ends_on": was.ends_on}) if was else {}
    row, created = Membership.objects.update_or_create(
        person=deputy,
        deputy_for=membership,
        defaults={"component": component, "role": membership.role, "starts_on": starts_on, "ends_on": ends_on},
    )
    label = label_of(membership.role).lower()
    summary = f"{{person}} stands in for {{deputy_for}} as {label} of “{component.name}”{in_days(starts_on, ends_on)}"
    after = {"person": deputy.pk, "role": row.role, "deputy_for": holder.pk, "starts_on": starts_on.isoformat(),
             "ends_on": ends_on.isoformat(), "again": not created}  # fmt: skip
    record(actor, component, "role.delegated", row, summary=summary, before=before, after=after)
    return row


@transaction.atomic
def revoke_role(actor: Actor, membership: Membership) -> TrashItem:
    """Take a role away, with its deputies; those who may give it may take it, and holders may lay it down."""
    component, person, role = membership.component, membership.person, membership.role
    original = membership.deputy_for
    own = actor.person is not None and actor.person.pk in {person.pk, original.person_id if original else None}
    if not own:
        require_grant(actor, role, component, person, "take away")
    summary = f"{{person}} is no longer {label_of(role).lower()} of “{component.name}”"
    before = {"person": person.pk, "role": role}
    told = record(actor, component, "role.revoked", membership, summary=summary, before=before)
    title = f"{label_of(role)}: {{person}}"
    gone = Membership.objects.filter(pk=membership.pk)
    return put_away(actor, component, membership, [gone], title=title, right=Verb.GRANT_ROLE, event=told)
