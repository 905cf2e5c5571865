"""Reading what connectors landed: complete loads only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

COMPLETED = 0  # status that dlt writes for a load that arrived whole


def completed_loads(raw_dir: Path, system: str) -> set[str]:
    """Ids of the loads of a system that arrived whole; readers ignore all others."""
    done: set[str] = set()
    for path in (raw_dir / system / "_dlt_loads").glob("*.jsonl"):
        for line in path.read_text().splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # half written: the load is not complete
            if entry.get("status") == COMPLETED:
                done.add(str(entry["load_id"]))
    return done


def newest_rows(
    raw_dir: Path,
    system: str,
    table: str,
    key: Sequence[str],
    since: tuple[str, str] | None = None,
) -> list[dict[str, Any]]:
    """The newest landed row of every key of a table, over completed loads, ordered by key.

    `since` (column, least value) leaves older rows out.
    """
    loads = completed_loads(raw_dir, system)
    folder = raw_dir / system / table
    files = [str(path) for load in loads for path in folder.glob(f"load_id={load}/*.parquet")]
    if not files:
        return []
    keys = ", ".join(f'"{column}"' for column in key)
    column, least = since or ("_extracted_at", "")
    with duckdb.connect() as connection:
        cursor = connection.execute(
            "select * from read_parquet($files, union_by_name = true) "
            f'where "{column}" >= $least '
            f"qualify row_number() over (partition by {keys} order by _extracted_at desc) = 1 "
            f"order by {keys}",
            {"files": files, "least": least},
        )
        names = [name for name, *_ in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
