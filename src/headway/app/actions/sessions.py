"""End sessions, one or all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from headway.app.actions.api_tokens import require_self

if TYPE_CHECKING:
    from headway.app.models import Person
    from headway.app.rules import Actor

security = logging.getLogger("headway.app.security")


@transaction.atomic
def end_session(actor: Actor, session: UserSession) -> None:
    """Sign somebody out in one place, at once."""
    require_self(actor, session.user)
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()
    security.info("Person %s was signed out in one place.", session.user_id)


@transaction.atomic
def forget_sessions(person: Person) -> None:
    """Delete what is kept of a person's sessions; whoever still holds a cookie of one is nobody."""
    rows = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()
