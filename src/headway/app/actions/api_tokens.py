"""API tokens: make one, use one, revoke one."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.models import ApiToken
from headway.app.rules import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.models import Person
    from headway.app.rules import Actor

MOST_DAYS, MOST_TOKENS = 365, 50
USE_NOTED_EVERY = timedelta(minutes=1)
security = logging.getLogger("headway.app.security")


def require_self(actor: Actor, person: Person) -> None:
    """Raise NotAllowed unless people act for themselves, an operator for anybody, or the system."""
    who = actor.person
    if who is not None and who.pk != person.pk and not (who.is_active and who.is_superuser):
        raise NotAllowed("This belongs to somebody else.")


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_token(actor: Actor, *, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """Make a token for oneself; return it with the secret, which nobody can read again."""
    person = actor.person
    if person is None or not person.is_active:
        raise NotAllowed("A token belongs to a person.")
    wanted = [scope for scope in ApiToken.Scope.values if scope in set(scopes)]
    if not wanted:
        raise Refused("no-scope", "The token may do nothing.", "", "Choose at least one thing that it may do.")
    if ApiToken.Scope.ADMIN in wanted and not person.is_superuser:
        raise NotAllowed("Only operators may give a token the right to administer.")
    if not 1 <= days <= MOST_DAYS:
        raise Refused("bad-lifetime", f"A token lasts from one day to {MOST_DAYS}.", "", "Choose fewer days.")
    now = timezone.now()
    if person.api_tokens.filter(ApiToken.in_force(now)).count() >= MOST_TOKENS:
        raise Refused("too-many-tokens", f"You have {MOST_TOKENS} tokens in force.", "", "Revoke one first.")
    prefix = f"hw_{secrets.token_hex(5)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken(person=person, prefix=prefix, digest=digest_of(secret), scopes=wanted)
    token.name = clean(token, "name", name)
    token.expires_at = now + timedelta(days=days)
    token.save(force_insert=True)
    security.info("Person %s made token %s (%s).", person.pk, prefix, ", ".join(wanted))
    return token, secret


def token_of(secret: str) -> ApiToken | None:
    """Return the token in force that has this secret, and note that it was used."""
    prefix = secret[:13]
    now = timezone.now()
    token = ApiToken.objects.filter(ApiToken.in_force(now), prefix=prefix).select_related("person").first()
    if token is None or not compare_digest(token.digest, digest_of(secret)):
        return None
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


@transaction.atomic
def revoke_token(actor: Actor, token: ApiToken) -> ApiToken:
    """End a token at once, for good; its owner or an operator does it."""
    require_self(actor, token.person)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        security.info("Token %s of person %s was revoked.", token.prefix, token.person_id)
    return token
