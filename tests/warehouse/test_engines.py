"""What another engine has written is read as if DuckDB had built it, and differences are found."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.warehouse.engines import write_views
from orchestration.warehouse.parsing import ProjectUnparsable, fingerprint
from tests.spark.parity import compare


def _spark_writes(tables: Path, sql: str) -> None:
    folder = tables / "marts.db" / "fct"
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"copy ({sql}) to '{folder}/part-0.parquet' (format parquet)")


def _duckdb_writes(file: Path, sql: str) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(f"create schema marts; create table marts.fct as {sql}")


ROW = "select 'a' as id, 0.5::double as credit, {moment} as seen_at"
HERE = ROW.format(moment="timestamp '2026-05-01 12:00:00'")
THERE = ROW.format(moment="timestamptz '2026-05-01 12:00:00+00'")


def test_moments_lose_their_zone_and_nothing_else(tmp_path: Path) -> None:
    _spark_writes(tmp_path / "tables", THERE)
    (tmp_path / "tables" / "marts.db" / "under_way").mkdir()
    write_views(tmp_path / "tables", tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        connection.execute("set timezone = 'Asia/Tokyo'")
        rows = connection.execute("from marts.fct").fetchall()
    assert rows == [("a", 0.5, datetime(2026, 5, 1, 12))]


@pytest.mark.parametrize(
    ("other", "alone", "is_equal"),
    [
        (THERE, 0, True),
        (THERE.replace("0.5", "0.5000000001"), 0, True),
        (THERE.replace("0.5", "0.50000001"), 0, False),
        (THERE.replace("'a'", "'b'"), 1, False),
        (THERE.replace("12:00:00", "12:00:01"), 1, False),
        (f"{THERE} union all {THERE}", 0, False),
        (THERE.replace("0.5::", "null::"), 0, False),
    ],
)
def test_differences_are_found(tmp_path: Path, other: str, alone: int, is_equal: bool) -> None:
    _duckdb_writes(tmp_path / "first.duckdb", HERE)
    _spark_writes(tmp_path / "tables", other)
    write_views(tmp_path / "tables", tmp_path / "second.duckdb")
    (table,) = compare(tmp_path / "first.duckdb", tmp_path / "second.duckdb")
    assert (table.only_first, table.is_equal) == (alone, is_equal)


def test_an_engine_that_is_not_installed_is_told(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path).model_copy(update={"engine": "abacus"})
    with pytest.raises(ProjectUnparsable, match=r"dbt-abacus is not installed .* FIX: pip install"):
        fingerprint(settings)
