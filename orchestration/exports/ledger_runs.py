"""What the ledger knows of runs, of requests awaiting an answer, and of past value."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, insert, select, update

from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_schema import batch, delivery, run
from orchestration.exports.records import DELIVERED, Kind


def start_run(ledger: Ledger, destination: str, mode: str, rows_read: int, now: datetime) -> str:
    """Note that a run began. Returns its id."""
    run_id = uuid.uuid4().hex
    with ledger.begin() as connection:
        connection.execute(
            insert(run).values(
                run_id=run_id,
                destination=destination,
                mode=mode,
                started_at=now,
                rows_read=rows_read,
            )
        )
    return run_id


def finish_run(
    ledger: Ledger, run_id: str, now: datetime, halted: str | None, report: dict[str, object]
) -> None:
    """Note how a run ended."""
    with ledger.begin() as connection:
        connection.execute(
            update(run)
            .where(run.c.run_id == run_id)
            .values(finished_at=now, halted=halted, report=report)
        )


def last_rows_read(ledger: Ledger, destination: str) -> int | None:
    """Rows that the mart had in the last run that was not halted."""
    query = (
        select(run.c.rows_read)
        .where(
            run.c.destination == destination,
            run.c.finished_at.is_not(None),
            run.c.halted.is_(None),
        )
        .order_by(run.c.started_at.desc())
        .limit(1)
    )
    with ledger.begin() as connection:
        return connection.execute(query).scalar()


def value_by_day(ledger: Ledger, destination: str, since: datetime) -> dict[str, dict[str, int]]:
    """Minor units of first deliveries by currency and day of sending."""
    day = func.date(delivery.c.first_sent_at)
    query = (
        select(delivery.c.currency, day, func.sum(delivery.c.value_minor))
        .where(
            delivery.c.destination == destination,
            delivery.c.kind == Kind.NEW,
            delivery.c.first_sent_at >= since,
            delivery.c.state.in_(DELIVERED),
        )
        .group_by(delivery.c.currency, day)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with ledger.begin() as connection:
        for currency, date, value in connection.execute(query):
            found[currency or ""][str(date)] = int(value or 0)
    return found


def open_polls(ledger: Ledger, destination: str, account: str) -> dict[str, tuple[str, int]]:
    """Accepted batches still without a final answer: batch id to (request id, polls so far)."""
    query = select(batch.c.batch_id, batch.c.request_id, batch.c.polls).where(
        batch.c.destination == destination,
        batch.c.account == account,
        batch.c.poll_state == "open",
        batch.c.request_id.is_not(None),
    )
    with ledger.begin() as connection:
        return {row.batch_id: (row.request_id, row.polls) for row in connection.execute(query)}


def record_poll(ledger: Ledger, batch_id: str, poll_state: str, counts: dict[str, int]) -> None:
    """Store the answer to one status request."""
    with ledger.begin() as connection:
        connection.execute(
            update(batch)
            .where(batch.c.batch_id == batch_id)
            .values(poll_state=poll_state, polls=batch.c.polls + 1, reason_counts=counts)
        )
