"""What the comparison of two engines takes for the same, and what it sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.spark.parity import compare

ROWS = """
    create table marts.credits as
    select model, minor, units::double as units from (values {}) as t(model, minor, units)
"""


@pytest.mark.parametrize(
    ("theirs", "is_equal"),
    [
        ("('linear', 50, 0.5), ('linear', 50, 0.5)", True),
        ("('linear', 50, 0.5), ('linear', 50, 0.5000000001)", True),
        ("('linear', 50, 0.5), ('linear', 50, 0.50000001)", False),
        ("('linear', 50, 0.5), ('linear', 51, 0.5)", False),
        ("('linear', 50, 0.5), ('linear', 50, null)", False),
        ("('linear', 50, 0.5)", False),
        ("('linear', 50, 0.5), ('linear', 50, 0.5), ('linear', 50, 0.5)", False),
    ],
)
def test_what_differs_is_seen(tmp_path: Path, theirs: str, is_equal: bool) -> None:
    ours = "('linear', 50, 0.5), ('linear', 50, 0.5)"

    [table] = compare(*_warehouses(tmp_path, ours, theirs))

    assert table.is_equal is is_equal


def _warehouses(folder: Path, *contents: str) -> Iterator[Path]:
    for number, rows in enumerate(contents):
        path = folder / f"{number}.duckdb"
        with duckdb.connect(str(path)) as connection:
            connection.execute("create schema marts")
            connection.execute(ROWS.format(rows))
        yield path
