"""What an authenticator app shows."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

PERIOD = 30  # seconds a code is shown


def code_for(secret: str) -> str:
    """The code of this half minute: the server takes it until the next one ends."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD)))
