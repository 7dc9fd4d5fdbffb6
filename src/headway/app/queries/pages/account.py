"""What the page of one's own account shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.models import ApiToken

if TYPE_CHECKING:
    from headway.app.models import Person


def tokens_of(person: Person) -> list[ApiToken]:
    """Return the tokens of a person that are in force, newest first."""
    return list(ApiToken.objects.filter(ApiToken.in_force(timezone.now()), person=person))


def scopes_for(person: Person) -> list[tuple[str, str]]:
    """Return the scopes, with their words, that the person may give a token."""
    return [
        (scope.value, str(scope.label))
        for scope in ApiToken.Scope
        if scope != ApiToken.Scope.ADMIN or person.is_superuser
    ]
