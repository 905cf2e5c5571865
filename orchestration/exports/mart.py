"""Reads the export models from the private file that is published beside the marts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

import duckdb

from orchestration.exports.errors import ExportError
from orchestration.exports.records import ConversionRow


def exports_path(published_current: Path) -> Path:
    """Where the published export models are."""
    return published_current / "exports.duckdb"


def read_rows(path: Path, table: str) -> list[dict[str, object]]:
    """All rows of one export model. Raises ExportError if it has not been published."""
    if not path.exists():
        raise ExportError(
            f"nothing is published to export from — {path} — the marts were not built or a "
            "blocking check failed — FIX: headwater build, then headwater publish"
        )
    with duckdb.connect(str(path), read_only=True) as connection:
        try:
            # File and schema have the same name: DuckDB wants both spelled out.
            cursor = connection.execute(f'select * from exports.exports."{table}"')
        except duckdb.CatalogException as error:
            raise ExportError(
                f"the export model exports.{table} is missing — {path} — it was published by an "
                "older version — FIX: headwater build, then headwater publish"
            ) from error
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def conversion_rows(path: Path, table: str, action_ids: Mapping[str, str]) -> list[ConversionRow]:
    """The rows of an offline-conversions model; configured action ids win over the seed's."""
    names = [field.name for field in fields(ConversionRow)]
    rows = [ConversionRow(**{name: row[name] for name in names}) for row in read_rows(path, table)]
    return [replace(row, action_id=action_ids.get(row.action, row.action_id)) for row in rows]


def without_repeated_keys(
    rows: list[ConversionRow],
) -> tuple[list[ConversionRow], list[ConversionRow]]:
    """Rows whose key stands once, and those whose key stands for several truths.

    Identical copies count as one; copies that differ are all set aside, for none is the truth.
    """
    distinct = list(dict.fromkeys(rows))
    copies = Counter(row.key for row in distinct)
    single = [row for row in distinct if copies[row.key] == 1]
    return single, [row for row in distinct if copies[row.key] > 1]
