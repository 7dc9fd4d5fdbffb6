"""Passwords that were in somebody's leaked list are refused, without telling anybody the password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from headway.app.models import Person

LEAKED = "This password was found in {count} leaked lists, which attackers try first."


class NotLeaked:
    """Asks the list of *Have I Been Pwned* by the first five letters of the password's SHA-1, padded, for a second.

    Where the list cannot be reached, the password passes: signing in must not depend on somebody else's server.
    """

    def validate(self, password: str, user: Person | None = None) -> None:  # noqa: ARG002 - Django's signature
        from pwned_passwords_django import api, exceptions  # noqa: PLC0415 - its HTTP client takes long to import

        asked = api.PwnedPasswords()
        asked.api_endpoint = settings.HEADWAY_LEAKED_PASSWORDS_URL
        try:
            count = asked.check_password(password)
        except exceptions.PwnedPasswordsError:
            return
        if count:
            raise ValidationError(LEAKED.format(count=f"{count:,}"), code="leaked")

    def get_help_text(self) -> str:
        return "Leaked passwords are refused."
