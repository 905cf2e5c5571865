"""Compares what two engines have built from the same files, table by table.

A row's key is all of it that is no fraction: texts, numbers, dates, moments, booleans, and money,
which is exact. Fractions (weights, rates, seconds) of rows with the same key may differ by 1e-9,
beyond one by that share.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

SCHEMAS = ("marts", "exports")
TOLERANCE = 1e-9
FRACTIONS = {"DOUBLE", "FLOAT"}
SHOWN = 3  # rows of a difference


@dataclass(frozen=True)
class Compared:
    """One table on both sides: rows, rows whose key only one side has, the widest gap."""

    name: str
    rows: int
    only_first: int
    only_second: int
    gap: float
    example: str = ""

    @property
    def is_equal(self) -> bool:
        """Whether every key stands on both sides and every fraction is within the tolerance."""
        return not self.only_first and not self.only_second and self.gap <= TOLERANCE


def compare(first: Path, second: Path, without: Collection[str] = ()) -> list[Compared]:
    """Every mart and export of the first warehouse file beside the second file's.

    Raises duckdb.CatalogException for a table that the second file lacks, duckdb.BinderException
    for a column.
    """
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"attach '{first}' as first (read_only)")
        connection.execute(f"attach '{second}' as second (read_only)")
        names = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where database_name = 'first' and schema_name in (select unnest(?)) order by 1",
            [list(SCHEMAS)],
        ).fetchall()
        return [_compare_table(connection, name) for (name,) in names if name not in without]


def _compare_table(connection: duckdb.DuckDBPyConnection, name: str) -> Compared:
    columns = connection.execute(f"describe from first.{name}").fetchall()
    keys = [_quoted(column[0]) for column in columns if column[1] not in FRACTIONS]
    fractions = [_quoted(column[0]) for column in columns if column[1] in FRACTIONS]
    chosen = ", ".join(f"cast({_quoted(c[0])} as {c[1]}) as {_quoted(c[0])}" for c in columns)
    for side in ("first", "second"):
        connection.execute(
            f"create or replace temp table {side}_rows as select {chosen} from {side}.{name}"
        )
    ours = _only(connection, "first_rows", "second_rows", keys)
    theirs = _only(connection, "second_rows", "first_rows", keys)
    (rows,) = connection.execute("select count(*) from first_rows").fetchone()
    gap = _gap(connection, keys, fractions) if fractions and not ours and not theirs else 0.0
    example = "; ".join(str(row) for row in [*ours[:SHOWN], *theirs[:SHOWN]])
    return Compared(name, rows, len(ours), len(theirs), gap, example)


def _only(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, keys: list[str]
) -> list[tuple]:
    chosen = ", ".join(keys)
    return connection.execute(
        f"select {chosen} from {one} except all select {chosen} from {other} order by all"
    ).fetchall()


def _gap(connection: duckdb.DuckDBPyConnection, keys: list[str], fractions: list[str]) -> float:
    """The widest gap between fractions of rows with one key; infinite where one side has none."""
    chosen = ", ".join(keys)
    numbered = (
        f"select *, row_number() over (partition by {chosen} order by {', '.join(fractions)}) as n_"
    )
    gaps = ", ".join(
        f"case when a.{column} is null and b.{column} is null then 0.0 "
        f"else coalesce(abs(a.{column} - b.{column}) / greatest(1, abs(a.{column})), 'inf') end"
        for column in fractions
    )
    same = " and ".join(f"a.{key} is not distinct from b.{key}" for key in [*keys, "n_"])
    (gap,) = connection.execute(
        f"select max(greatest({gaps})) from ({numbered} from first_rows) as a "
        f"inner join ({numbered} from second_rows) as b on {same}"
    ).fetchone()
    return float(gap or 0.0)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
