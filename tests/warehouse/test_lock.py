"""Who holds the warehouse, waiting for them a little, and trouble that is no lock."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.warehouse.lock import WarehouseLocked, locked_by, require_free
from tests.support.holding import holding

HOLDER = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reads")
print("held", flush=True)
sys.stdin.read() if len(sys.argv) < 4 else time.sleep(float(sys.argv[3]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path, lock_wait_minutes=0)
    duckdb.connect(str(settings.warehouse_path)).close()
    return settings


@pytest.mark.parametrize("how", ["writes", "reads"])
def test_a_reader_locks_as_a_writer_does_and_is_named(home: Settings, how: str) -> None:
    with (
        holding(HOLDER, home.warehouse_path, how) as other,
        pytest.raises(WarehouseLocked) as problem,
    ):
        require_free(home)

    words = str(problem.value)
    assert f"(process {other.pid})" in words
    assert str(home.warehouse_path) in words
    assert " — FIX: close it there; BI tools open " in words
    require_free(home)  # they have gone


def test_a_short_look_is_waited_for(home: Settings) -> None:
    home.lock_wait_minutes = 1
    started = time.monotonic()

    with holding(HOLDER, home.warehouse_path, "reads", "1") as other:
        require_free(home, poll_seconds=0.05)
        assert other.poll() is not None or time.monotonic() - started >= 1

    assert time.monotonic() - started < 25


def test_a_damaged_file_is_no_lock_and_is_left_to_the_build(home: Settings) -> None:
    home.warehouse_path.write_bytes(b"not a database" * 1000)

    require_free(home)

    with pytest.raises(duckdb.Error) as problem:
        duckdb.connect(str(home.warehouse_path))
    assert locked_by(problem.value) == str(problem.value).splitlines()[0]


def test_no_warehouse_yet_stays_no_warehouse(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, lock_wait_minutes=0)

    require_free(settings)

    assert not settings.warehouse_path.exists()
