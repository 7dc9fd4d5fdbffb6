"""What someone with the database's password can do: change the log past its triggers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from headway.app.models.append_only import protect, unprotect


@contextmanager
def tampering() -> Iterator[None]:
    unprotect(connection)
    try:
        yield
    finally:
        protect(connection)
