"""The record of what was sent. It cannot be rebuilt, so every change is one transaction.

SQLite in WAL mode with full synchronisation by default, any other database by its URL.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import (
    Connection,
    Engine,
    and_,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from orchestration.exports.errors import LedgerError
from orchestration.exports.keys import request_hash
from orchestration.exports.ledger_schema import batch, delivery, metadata
from orchestration.exports.records import (
    DELIVERY_COLUMNS,
    PRIMARY_KEY,
    UNRESOLVED,
    WAITING,
    Delivery,
    State,
)


class Ledger:
    """Reads and writes deliveries and batches. One instance per process."""

    def __init__(self, engine: Engine):
        self.engine = engine

    @classmethod
    def open(cls, url: str) -> Ledger:
        """Open the ledger and create what is missing.

        Raises LedgerError when the database cannot be opened or written.
        """
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        ledger = cls(engine)
        with ledger.begin() as connection:
            metadata.create_all(connection)
        return ledger

    def close(self) -> None:
        """Give up all connections."""
        self.engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction; database errors come out as LedgerError."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            raise LedgerError(
                f"the ledger cannot be used — {self.engine.url.render_as_string()} — {cause} — "
                "FIX: see that its disk has room, the file may be written and no other program "
                "holds it, then run the export again; nothing is sent without the ledger"
            ) from error

    def history(self, destination: str, account: str) -> dict[tuple[str, str], list[Delivery]]:
        """All revisions by (action, conversion key), oldest first."""
        found: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
        for row in self._deliveries(
            delivery.c.destination == destination, delivery.c.account == account
        ):
            found[row.key].append(row)
        return found

    def unresolved(self, destination: str, account: str) -> dict[str, list[Delivery]]:
        """Batches whose outcome is unknown, with their rows in the order they were sent."""
        found: dict[str, list[Delivery]] = defaultdict(list)
        rows = self._deliveries(
            delivery.c.destination == destination,
            delivery.c.account == account,
            delivery.c.state.in_(UNRESOLVED),
        )
        for row in sorted(rows, key=lambda each: each.platform_key):
            found[row.batch_id or ""].append(row)
        return found

    def due(self, destination: str, account: str, now: datetime) -> list[Delivery]:
        """Rows to send now. A revision waits until every earlier one has its answer."""
        rows = self._deliveries(
            delivery.c.destination == destination,
            delivery.c.account == account,
            delivery.c.state.in_(WAITING | UNRESOLVED),
        )
        first: dict[tuple[str, str], Delivery] = {}
        for row in rows:
            first.setdefault(row.key, row)
        return [
            row
            for row in first.values()
            if row.state in WAITING and (row.next_attempt_at is None or row.next_attempt_at <= now)
        ]

    def write(self, inserts: Iterable[Delivery], updates: Iterable[Delivery]) -> None:
        """Store new revisions and replace the given ones, all or nothing."""
        added, changed = list(inserts), list(updates)
        with self.begin() as connection:
            if changed:
                connection.execute(_replace_statement(), [_bound(row) for row in changed])
            if added:
                connection.execute(
                    insert(delivery),
                    [{name: getattr(row, name) for name in DELIVERY_COLUMNS} for row in added],
                )

    def begin_batch(self, rows: list[Delivery], now: datetime) -> str:
        """Commit that these rows are about to be sent, before the call. Returns the batch id."""
        batch_id = uuid.uuid4().hex
        with self.begin() as connection:
            connection.execute(
                insert(batch).values(
                    batch_id=batch_id,
                    destination=rows[0].destination,
                    account=rows[0].account,
                    action=rows[0].action,
                    rows=len(rows),
                    request_hash=request_hash([row.payload or "" for row in rows]),
                    sent_at=now,
                    polls=0,
                )
            )
            self._mark_sending(connection, rows, batch_id, now)
        return batch_id

    def resume_batch(self, batch_id: str, rows: list[Delivery], now: datetime) -> None:
        """Commit that a batch of unknown outcome is sent once more."""
        with self.begin() as connection:
            self._mark_sending(connection, rows, batch_id, now)

    def record(
        self,
        batch_id: str,
        rows: list[Delivery],
        now: datetime,
        *,
        status: str,
        request_id: str | None = None,
        poll_state: str | None = None,
    ) -> None:
        """Store what became of a batch: `rows` carry their new states."""
        with self.begin() as connection:
            connection.execute(
                update(batch)
                .where(batch.c.batch_id == batch_id)
                .values(status=status, request_id=request_id, poll_state=poll_state)
            )
            if rows:
                connection.execute(
                    _replace_statement(), [{**_bound(row), "updated_at": now} for row in rows]
                )

    def accepted_rows(self, batch_id: str) -> list[Delivery]:
        """Rows whose newest request is this batch and which the platform accepted."""
        return self._deliveries(delivery.c.batch_id == batch_id, delivery.c.state == State.ACCEPTED)

    def _deliveries(self, *conditions: object) -> list[Delivery]:
        query = (
            select(*(delivery.c[name] for name in DELIVERY_COLUMNS))
            .where(and_(*conditions))
            .order_by(delivery.c.action, delivery.c.conversion_key, delivery.c.revision)
        )
        with self.begin() as connection:
            return [Delivery(**row) for row in connection.execute(query).mappings()]

    def _mark_sending(
        self, connection: Connection, rows: list[Delivery], batch_id: str, now: datetime
    ) -> None:
        statement = _by_primary_key().values(
            state=State.SENDING,
            batch_id=batch_id,
            attempts=delivery.c.attempts + 1,
            first_sent_at=func.coalesce(delivery.c.first_sent_at, now),
            last_sent_at=now,
            updated_at=now,
        )
        connection.execute(
            statement, [{f"key_{n}": v for n, v in row.identity.items()} for row in rows]
        )


def _prepare_sqlite(connection: object, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("pragma journal_mode = wal")
    cursor.execute("pragma synchronous = full")  # a power cut must not forget what was sent
    cursor.execute("pragma busy_timeout = 30000")
    cursor.close()


def _by_primary_key() -> object:
    return update(delivery).where(
        and_(*(delivery.c[name] == bindparam(f"key_{name}") for name in PRIMARY_KEY))
    )


def _replace_statement() -> object:
    values = [name for name in DELIVERY_COLUMNS if name not in PRIMARY_KEY]
    return _by_primary_key().values({name: bindparam(name) for name in values})


def _bound(row: Delivery) -> dict[str, object]:
    values = {name: getattr(row, name) for name in DELIVERY_COLUMNS if name not in PRIMARY_KEY}
    return values | {f"key_{name}": value for name, value in row.identity.items()}
