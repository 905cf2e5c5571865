"""Typed Parquet files from rows in memory, and the empty files that let every table be read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.landing.contracts import Table, load_contracts
from orchestration.landing.expressions import identifier
from orchestration.landing.loads import EMPTY
from orchestration.landing.readers import literal_path, quoted
from orchestration.landing.statements import PARQUET

Columns = Sequence[tuple[str, str]]

# The door's own tables: (column, SQL type).
OWN_TABLES: Mapping[str, Columns] = {
    "private/identifiers": (
        ("key", "VARCHAR"),
        ("kind", "VARCHAR"),
        ("sha256_google", "VARCHAR"),
        ("sha256_meta", "VARCHAR"),
        ("extracted_at", "TIMESTAMP"),
    ),
    "door/blocked_keys": (("key", "VARCHAR"), ("kind", "VARCHAR"), ("reason", "VARCHAR")),
    "door/rejects": (
        ("system", "VARCHAR"),
        ("table_name", "VARCHAR"),
        ("file", "VARCHAR"),
        ("row_number", "BIGINT"),
        ("column_name", "VARCHAR"),
        ("reason", "VARCHAR"),
        ("rejected_at", "TIMESTAMP"),
    ),
    "door/files": (
        ("system", "VARCHAR"),
        ("table_name", "VARCHAR"),
        ("file", "VARCHAR"),
        ("first_seen_at", "TIMESTAMP"),
        ("rows_read", "BIGINT"),
        ("rows_accepted", "BIGINT"),
        ("rows_rejected", "BIGINT"),
        ("load_id", "VARCHAR"),
        ("refused", "VARCHAR"),
    ),
    "door/source_status": (
        ("system", "VARCHAR"),
        ("mode", "VARCHAR"),
        ("state", "VARCHAR"),
        ("last_success_at", "TIMESTAMP"),
        ("latest_event_at", "TIMESTAMP"),
        ("rows_new", "BIGINT"),
        ("message", "VARCHAR"),
        ("checked_at", "TIMESTAMP"),
    ),
}
# Written whole after each run, in one file without a load folder.
WHOLE_TABLES = ("door/files", "door/source_status")


def whole_table(accepted: Path, place: str) -> Path:
    """The one file of a table that is written whole."""
    return accepted / place / f"{place.split('/')[1]}.parquet"


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    columns: Columns,
    rows: Sequence[Sequence[Any]],
) -> None:
    """One Parquet file of these rows; it appears whole or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    path.parent.mkdir(parents=True, exist_ok=True)
    if rows:
        names = [name for name, _ in columns]
        table = pa.table(
            {n: list(values) for n, values in zip(names, zip(*rows, strict=True), strict=True)}
        )
        connection.register("rows_to_write", table)
        source = "rows_to_write"
    else:
        source = (
            "(select " + ", ".join(f"null as {identifier(n)}" for n, _ in columns) + " limit 0)"
        )
    casts = ", ".join(f"cast({identifier(n)} as {kind}) as {identifier(n)}" for n, kind in columns)
    connection.execute(f"copy (select {casts} from {source}) to {quoted(str(draft))} {PARQUET}")
    if rows:
        connection.unregister("rows_to_write")
    os.replace(draft, path)


def write_empties(connection: duckdb.DuckDBPyConnection, accepted: Path) -> None:
    """One empty typed file for every table of every system, picked or not."""
    tables = {
        f"{system.name}/{table.name}": _columns(table)
        for system in load_contracts().values()
        for table in system.tables.values()
    }
    for place, columns in {**OWN_TABLES, **tables}.items():
        path = accepted / place / f"load_id={EMPTY}" / "empty.parquet"
        if place in WHOLE_TABLES:
            path = whole_table(accepted, place)
        if not path.exists() or _columns_of(connection, path) != list(columns):
            write_rows(connection, path, columns, [])


def _columns(table: Table) -> Columns:
    return [(name, kind) for name, kind, _ in table.accepted()]


def _columns_of(connection: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[str, str]]:
    rows = connection.execute(
        f"describe select * from read_parquet({literal_path(path)}, hive_partitioning = false)"
    ).fetchall()
    return [(name, kind) for name, kind, *_ in rows]
