"""A file whose content changed: its former rows leave the load they are in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.landing.contracts import Table
from orchestration.landing.expressions import identifier
from orchestration.landing.loads import BLOCKED_KEYS, IDENTIFIERS, REJECTS, Load, Loads
from orchestration.landing.readers import literal_path, quoted
from orchestration.landing.statements import PARQUET


def without_files(
    connection: duckdb.DuckDBPyConnection,
    loads: Loads,
    table: Table,
    old_id: str,
    files: Sequence[str],
    now: datetime,
) -> tuple[Load, datetime | None]:
    """A load with the rows of load `old_id` except those of `files`, and its latest event."""
    load = loads.begin(table.system, table.name, now)
    for place, column in ((load.place, "_file"), (REJECTS, "file")):
        kept = f"{identifier(column)} not in ({', '.join(quoted(file) for file in files)})"
        _copy(connection, loads, load, old_id, place, kept)
    # Identifiers are not tied to files; one too many in the private table does no harm.
    for place in (IDENTIFIERS, BLOCKED_KEYS):
        _copy(connection, loads, load, old_id, place, "true")
    return load, _latest_event(connection, load, table)


def lost_rows(
    connection: duckdb.DuckDBPyConnection,
    loads: Loads,
    table: Table,
    old_ids: Sequence[str],
    files: Sequence[str],
    new: Load,
) -> int:
    """How many rows the former versions of `files` had that the new load lacks."""
    before = [path for one in old_ids for path in loads.rows_of(new.place, one)]
    if not before:
        return 0
    columns = ", ".join(
        identifier(name) for name, _, _ in table.accepted() if name != "extracted_at"
    )
    those = f"_file in ({', '.join(quoted(file) for file in files)})"
    after = sorted(new.folder(new.place).glob("*.parquet"))
    now = f"except all select {columns} from {_parquet(after)} where {those}" if after else ""
    found = connection.execute(
        f"select count(*) from (select {columns} from {_parquet(before)} where {those} {now})"
    ).fetchone()
    return found[0] if found else 0


def _copy(
    connection: duckdb.DuckDBPyConnection,
    loads: Loads,
    load: Load,
    old_id: str,
    place: str,
    kept: str,
) -> None:
    paths = loads.rows_of(place, old_id)
    if not paths:
        return
    source = f"{_parquet(paths)} where {kept}"
    if connection.execute(f"select 1 from {source} limit 1").fetchone():
        target = load.folder(place) / "part-0001.parquet"
        connection.execute(f"copy (select * from {source}) to {quoted(str(target))} {PARQUET}")


def _latest_event(
    connection: duckdb.DuckDBPyConnection, load: Load, table: Table
) -> datetime | None:
    paths = sorted(load.folder(load.place).glob("*.parquet"))
    if not paths or not table.event_time:
        return None
    found = connection.execute(
        f"select cast(max({identifier(table.event_time)}) as timestamp) from {_parquet(paths)}"
    ).fetchone()
    return found[0] if found else None


def _parquet(paths: Sequence[Path]) -> str:
    files = ", ".join(literal_path(path) for path in paths)
    return f"read_parquet([{files}], union_by_name = true, hive_partitioning = false)"
