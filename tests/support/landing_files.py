"""Write landing files as anyone would drop them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

Rows = Sequence[Mapping[str, Any]]


def write_landing(
    home: Path,
    tables: Mapping[str, Rows],
    fmt: str = "jsonl",
    name: str | None = None,
    subfolder: str = "",
) -> list[Path]:
    """One file per table under `<home>/landing/<table>/<subfolder>/`; returns the paths.

    `fmt`: jsonl, jsonl.gz, ndjson, ndjson.gz, csv, csv.gz or parquet. Without `name` every call
    makes a new file, as a tracker would.
    """
    paths = []
    for table, rows in tables.items():
        folder = home / "landing" / table / subfolder
        path = folder / f"{name}.{fmt}" if name else _next_path(folder, fmt)
        paths.append(write_rows(path, rows))
    return paths


def write_rows(path: Path, rows: Rows) -> Path:
    """One file, in the format its name promises."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.name.endswith(".parquet"):
        _write_parquet(path, rows)
        return path
    text = _csv(rows) if ".csv" in path.name else _jsonl(rows)
    content = text.encode()
    path.write_bytes(gzip.compress(content, mtime=0) if path.name.endswith(".gz") else content)
    return path


def _next_path(folder: Path, fmt: str) -> Path:
    return next(path for n in count(1) if not (path := folder / f"part-{n:04d}.{fmt}").exists())


def _jsonl(rows: Rows) -> str:
    return "".join(json.dumps(row, default=_plain) + "\n" for row in rows)


def _csv(rows: Rows) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _plain(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _write_parquet(path: Path, rows: Rows) -> None:
    """Every column as text, as exports of spreadsheets and lakes often have it."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with duckdb.connect() as connection:
        columns = ", ".join(f'"{name}" varchar' for name in names)
        connection.execute(f"create table rows ({columns})")
        if rows:
            connection.executemany(
                f"insert into rows values ({', '.join('?' * len(names))})",
                [[_plain(row.get(name)) for name in names] for row in rows],
            )
        target = str(path).replace("'", "''")
        connection.execute(f"copy rows to '{target}' (format parquet)")


def _plain(value: Any) -> Any:
    """Dates, moments and amounts as the text a tracker would write."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    return value
