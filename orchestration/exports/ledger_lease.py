"""The lease that lets one process at a time send to a destination."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from orchestration.exports.errors import LeaseHeld
from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_schema import lease

# Longer than any single request with its retries; renewed at every batch.
LEASE_MINUTES = 15


@contextmanager
def destination_lease(ledger: Ledger, destination: str) -> Iterator[Lease]:
    """Hold the destination while sending. Raises LeaseHeld if another process has it."""
    held = Lease(ledger, destination)
    held.acquire()
    try:
        yield held
    finally:
        held.release()


class Lease:
    """A row that names who may send. Wall-clock time: the demo's clock stands still."""

    def __init__(self, ledger: Ledger, destination: str):
        self.ledger = ledger
        self.destination = destination
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"

    def acquire(self) -> None:
        """Take the lease if it is free, expired, or its holder on this machine is gone."""
        now = _wall_clock()
        with self.ledger.begin() as connection:
            current = connection.execute(
                select(lease).where(lease.c.destination == self.destination)
            ).one_or_none()
            if current is not None and (current.expires_at <= now or _is_gone(current.holder)):
                connection.execute(
                    delete(lease).where(
                        lease.c.destination == self.destination,
                        lease.c.holder == current.holder,
                    )
                )
                current = None
            if current is None and self._insert(connection, now):
                return
        holder, until = (current.holder, current.expires_at) if current else ("another run", None)
        raise LeaseHeld(
            f"{self.destination} is being sent to by another run — lease of {holder} until {until} "
            "UTC — two senders could overtake each other — FIX: wait for it to end"
        )

    def renew(self) -> None:
        """Keep the lease for another quarter of an hour."""
        with self.ledger.begin() as connection:
            kept = connection.execute(
                update(lease)
                .where(lease.c.destination == self.destination, lease.c.holder == self.holder)
                .values(expires_at=_wall_clock() + timedelta(minutes=LEASE_MINUTES))
            )
        if kept.rowcount != 1:
            raise LeaseHeld(
                f"the lease of {self.destination} was taken over — this run had paused for more "
                f"than {LEASE_MINUTES} minutes — FIX: none; the other run goes on"
            )

    def release(self) -> None:
        """Give the destination back."""
        with self.ledger.begin() as connection:
            connection.execute(
                delete(lease).where(
                    lease.c.destination == self.destination, lease.c.holder == self.holder
                )
            )

    def _insert(self, connection: object, now: datetime) -> bool:
        try:
            with connection.begin_nested():
                connection.execute(
                    insert(lease).values(
                        destination=self.destination,
                        holder=self.holder,
                        acquired_at=now,
                        expires_at=now + timedelta(minutes=LEASE_MINUTES),
                    )
                )
        except IntegrityError:
            return False
        return True


def _wall_clock() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _is_gone(holder: str) -> bool:
    """Whether the holder was a process of this machine that no longer runs."""
    host, _, rest = holder.partition(":")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(rest.partition(":")[0]), 0)
    except ProcessLookupError:
        return True
    except (ValueError, PermissionError):
        return False
    return False
