"""Invite somebody into a component with a role, take it back, accept it."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from headway.app.actions.accounts import check_password
from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.memberships import grant_role, label_of
from headway.app.actions.people import create_person
from headway.app.models import Invitation, Membership, Person
from headway.app.rules import Actor, NotAllowed, may_grant

if TYPE_CHECKING:
    from headway.app.models import Component

LASTS = timedelta(days=7)
log = logging.getLogger(__name__)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def require_grant(actor: Actor, role: str, component: Component) -> None:
    if actor.person is not None and not may_grant(actor.person, role, component):
        raise NotAllowed(f"You may not give the role {label_of(role)} in “{component.name}”.")


@transaction.atomic
def invite(actor: Actor, component: Component, *, email: str, role: str) -> tuple[Invitation, str]:
    """Ask somebody in; return the invitation with the secret of its link, which nobody can read again.

    Whether the address already belongs to somebody is not told: whoever it belongs to accepts signed in.
    """
    label = label_of(role)
    require_grant(actor, role, component)
    secret = secrets.token_urlsafe(32)
    now = timezone.now()
    row = Invitation(component=component, role=role, digest=digest_of(secret), invited_by=actor.person)
    row.email = clean(row, "email", email.lower())
    row.expires_at = now + LASTS
    Invitation.objects.filter(Invitation.open_at(now), component=component, email=row.email, role=role).update(
        withdrawn_at=now
    )
    row.save(force_insert=True)
    summary = f"Somebody was invited to be {label.lower()} of “{component.name}”"
    record(actor, component, "invitation.sent", row, summary=summary, after={"role": role})
    return row, secret


def mail_invitation(invitation: Invitation, link: str) -> bool:
    """Send the link to whom it is for; return whether that worked. Without a mail server the inviter passes it on."""
    if not settings.EMAIL_HOST:
        return False
    component, by = invitation.component.name, invitation.invited_by
    label = label_of(invitation.role).lower()
    text = f"""{by.name if by else "Somebody"} invites you to “{component}” in Headway, as {label}.

Come in with this link, until {invitation.expires_at:%d %B %Y}:
{link}

If you do not know why, do nothing.
"""
    try:
        send_mail(f"You are invited to “{component}”", text, None, [invitation.email])
    except OSError as error:
        log.warning("An invitation was not sent: %s", error)
        return False
    Invitation.objects.filter(pk=invitation.pk).update(mailed=True)
    return True


@transaction.atomic
def withdraw_invitation(actor: Actor, invitation: Invitation) -> Invitation:
    """Take an invitation back; its link opens nothing any more."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("component").get(pk=invitation.pk)
    require_grant(actor, row.role, row.component)
    if row.accepted_at is not None:
        raise Refused("accepted", "The invitation was accepted already.", "", "Take the role away instead.")
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        summary = f"An invitation to be {label_of(row.role).lower()} of “{row.component.name}” was withdrawn"
        record(actor, row.component, "invitation.withdrawn", row, summary=summary, before={"role": row.role})
    return row


def invitation_of(secret: str) -> Invitation | None:
    """Return the invitation that a link opens, if it still does."""
    rows = Invitation.objects.filter(Invitation.open_at(timezone.now()), digest=digest_of(secret))
    return rows.select_related("component", "invited_by").first()


def is_invited(email: str) -> bool:
    """Return whether an invitation to this address still waits."""
    return Invitation.objects.filter(Invitation.open_at(timezone.now()), email__iexact=email).exists()


def account_of(invitation: Invitation) -> Person | None:
    """Return who has an account with the address that was invited."""
    return Person.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept_invitation(
    secret: str, *, channel: str, person: Person | None = None, name: str = "", password: str = ""
) -> Membership:
    """Give the role that waited: to the person signed in, or to one made with a name and a password.

    It works once, for the address that was invited, and only while whoever invited may still give that role.
    """
    found = invitation_of(secret)
    row = found and Invitation.objects.select_for_update(of=("self",)).filter(pk=found.pk, accepted_at=None).first()
    if found is None or row is None:
        raise Refused("not-valid", "This link does not work any more.", "", "Ask for a new invitation.")
    owner = account_of(row)
    if owner is not None and (person is None or person.pk != owner.pk or not owner.is_active):
        raise NotAllowed("This invitation is for somebody else.")
    if owner is None:
        if person is not None:
            raise NotAllowed("This invitation is for somebody else.")
        check_password(Person(email=row.email, name=name), password)
        owner = create_person(Actor(None, channel), email=row.email, name=name, password=password, vouched=row.mailed)
    membership = grant_role(Actor(found.invited_by, channel), found.component, owner, row.role)
    row.accepted_at = timezone.now()
    row.save(update_fields=["accepted_at"])
    summary = f"{{person}} accepted an invitation to “{found.component.name}”"
    after = {"person": owner.pk, "role": row.role}
    record(Actor(owner, channel), found.component, "invitation.accepted", row, summary=summary, after=after)
    return membership
