"""Lands the ledger as an extract of the next night: the one arrow that goes back."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import func, select

from orchestration.exports.delivery import utc_now
from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_schema import delivery
from orchestration.settings import Settings

_TIMESTAMP = pa.timestamp("us")

# Neither payload nor error texts leave the ledger: they may hold hashes.
DELIVERIES = pa.schema(
    [
        ("destination", pa.string()),
        ("account", pa.string()),
        ("action", pa.string()),
        ("conversion_key", pa.string()),
        ("revision", pa.int32()),
        ("kind", pa.string()),
        ("state", pa.string()),
        ("reason", pa.string()),
        ("platform_key", pa.string()),
        ("event_at", _TIMESTAMP),
        ("value_minor", pa.int64()),
        ("currency", pa.string()),
        ("attribution_basis", pa.string()),
        ("attempts", pa.int32()),
        ("first_sent_at", _TIMESTAMP),
        ("last_sent_at", _TIMESTAMP),
        ("next_attempt_at", _TIMESTAMP),
        ("batch_id", pa.string()),
        ("run_id", pa.string()),
        ("error_code", pa.string()),
        ("policy_version", pa.string()),
        ("created_at", _TIMESTAMP),
        ("updated_at", _TIMESTAMP),
    ]
)


def export_ledger(settings: Settings) -> Path:
    """Write all deliveries as one typed Parquet file, empty if none; returns its path.

    The file is replaced at once, so a reader never sees half of it.
    """
    folder = settings.accepted_dir / "ledger" / "deliveries"
    folder.mkdir(parents=True, exist_ok=True)
    ledger = Ledger.open(settings.ledger_database_url)
    columns = [delivery.c[name] for name in DELIVERIES.names]
    with ledger.begin() as connection:
        rows = [dict(row) for row in connection.execute(select(*columns)).mappings()]
    ledger.close()
    table = pa.Table.from_pylist(rows, schema=DELIVERIES)
    moment = pa.scalar(utc_now(settings), type=_TIMESTAMP)
    table = table.append_column("extracted_at", pa.repeat(moment, table.num_rows))
    target = folder / "deliveries.parquet"
    unfinished = folder / ".deliveries.unfinished"
    pq.write_table(table, unfinished)
    os.replace(unfinished, target)
    return target


def ledger_counts(settings: Settings) -> dict[str, dict[str, int]]:
    """How many deliveries stand in each state, by destination; empty before the first export."""
    if settings.ledger_url is None and not (settings.home / "ledger.sqlite").exists():
        return {}
    ledger = Ledger.open(settings.ledger_database_url)
    query = (
        select(delivery.c.destination, delivery.c.state, func.count())
        .group_by(delivery.c.destination, delivery.c.state)
        .order_by(delivery.c.destination, delivery.c.state)
    )
    with ledger.begin() as connection:
        rows = connection.execute(query).all()
    ledger.close()
    counts: dict[str, dict[str, int]] = {}
    for destination, state, number in rows:
        counts.setdefault(destination, {})[state] = number
    return counts
