"""Only one process at a time does the worker's job on one database."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from headway.app.models import WorkerLease

if TYPE_CHECKING:
    from types import TracebackType

SECONDS = 30
HEARTBEAT_SECONDS = 5
HELD: set[str] = set()
"""Owners within this process. One that is not among them was left behind, by us or by a process of the same number."""


class Lease:
    """A context that says whether this process holds the lease; renewed by a heartbeat, given back at the end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._stop = threading.Event()
        self._beat: threading.Thread | None = None

    def __enter__(self) -> bool:
        HELD.add(self.owner)
        if not self.take():
            HELD.discard(self.owner)
            return False
        if not connection.in_atomic_block:  # within a test's transaction another thread would see nothing
            self._beat = threading.Thread(target=self.keep, name="headway-lease", daemon=True)
            self._beat.start()
        return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._beat is not None:
            self._beat.join()
        HELD.discard(self.owner)
        WorkerLease.objects.filter(name=self.name, owner=self.owner).delete()

    def take(self) -> bool:
        """Take the lease if nobody holds it, its time is over, or its holder on this machine is dead."""
        now = timezone.now()
        lease = WorkerLease.objects.filter(name=self.name).first()
        until = now + timedelta(seconds=SECONDS)
        if lease is None:
            try:
                with transaction.atomic():
                    WorkerLease.objects.create(name=self.name, owner=self.owner, until=until)
            except IntegrityError:
                return False
            return True
        free = Q(until__lt=now)
        if is_dead(lease.owner):
            free |= Q(owner=lease.owner)
        return bool(WorkerLease.objects.filter(free, name=self.name).update(owner=self.owner, until=until))

    def keep(self) -> None:
        """Renew the lease until the context ends."""
        try:
            while not self._stop.wait(HEARTBEAT_SECONDS):
                until = timezone.now() + timedelta(seconds=SECONDS)
                with contextlib.suppress(OperationalError):  # the database was busy; the next beat is in time
                    WorkerLease.objects.filter(name=self.name, owner=self.owner).update(until=until)
        finally:
            connection.close()


def is_dead(owner: str) -> bool:
    """Return whether the holder was a process of this machine that is no more, or this one, which let go of it."""
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    if int(rest) == os.getpid():
        return owner not in HELD
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
