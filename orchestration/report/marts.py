"""Reads the published marts, and copes with those that are missing or empty."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb


class Marts:
    """The published file, attached read-only; temporary tables stand beside it.

    A missing mart is remembered, so that the build can say what the pages will lack.
    """

    def __init__(self, path: Path | None) -> None:
        self.missing: list[str] = []
        self._replaced: set[str] = set()
        self.connection = duckdb.connect()
        self.connection.execute("set timezone = 'UTC'")
        self.connection.execute("set enable_progress_bar = false")
        if path is not None:
            escaped = str(path).replace("'", "''")
            self.connection.execute(f"attach '{escaped}' as published (read_only)")
        self._columns = self._read_columns()

    def close(self) -> None:
        """Release the file."""
        self.connection.close()

    def has(self, mart: str, *columns: str) -> bool:
        """Whether the mart is published with these columns; notes it as missing if not."""
        present = mart in self._columns and set(columns) <= self._columns[mart]
        if not present and mart not in self.missing:
            self.missing.append(mart)
        return present

    def columns(self, mart: str) -> set[str]:
        """Names of the mart's columns; empty when it is not published."""
        return self._columns.get(mart, set())

    def table(self, mart: str) -> str:
        """The mart's name in SQL."""
        return mart if mart in self._replaced else f'published.marts."{mart}"'

    def replace(self, mart: str, query: str) -> None:
        """Let the rows of a query stand for a mart, in this report only."""
        self.connection.execute(f"create or replace temp table {mart} as {query}")
        self._replaced.add(mart)
        found = self.connection.execute(f"describe {mart}").fetchall()
        self._columns[mart] = {column[0] for column in found}

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[tuple]:
        """All rows of a query."""
        return self.connection.execute(query, parameters or []).fetchall()

    def records(self, query: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
        """All rows of a query, as dictionaries."""
        cursor = self.connection.execute(query, parameters or [])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _read_columns(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for table, column in self.rows(
            "select table_name, column_name from duckdb_columns() "
            "where database_name = 'published' and schema_name = 'marts'"
        ):
            found.setdefault(table, set()).add(column)
        return found


def minor_units(value: Decimal | float | int | None, exponent: int) -> int:
    """Money as an integer of minor units. Marts hold it exactly, so nothing is rounded away."""
    return round((value or 0) * 10**exponent)
