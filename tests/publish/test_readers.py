"""Real processes read while real processes publish and die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from .conftest import ROWS, House, write_warehouse

REPOSITORY = Path(__file__).resolve().parents[2]

# Opens the published file once, then answers one query for every line on its input.
HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(connection.execute("select (select run_id from marts.marts._meta), "
        "sum(value)::bigint, count(*) from marts.marts.fct_conversions").fetchone(), flush=True)
"""

# Reopens the published file until the stop file appears, and counts the versions it saw.
WATCHER = """
import os, sys, duckdb
path, stop, seen, reads = sys.argv[1], sys.argv[2], set(), 0
while not os.path.exists(stop):
    connection = duckdb.connect(os.path.realpath(path), read_only=True)
    run_id, total, rows = connection.execute("select (select run_id from marts.marts._meta), "
        "sum(value)::bigint, count(*) from marts.marts.fct_conversions").fetchone()
    connection.close()
    assert rows == int(sys.argv[3]), rows
    assert total == rows * int(run_id.removeprefix("night-")), (run_id, total)
    seen.add(run_id)
    reads += 1
print(len(seen), reads)
"""

# Publishes one night and kills itself, without any clean-up, inside the named function.
DYING_PUBLISHER = """
import os, signal, sys
from datetime import UTC, datetime
from orchestration.publish import publish
from orchestration.publishing import copying, versions
from orchestration.settings import Settings
from tests.publish.conftest import run_of
module, function = {"copying": copying, "versions": versions, "os": os}[sys.argv[2]], sys.argv[3]
whole = getattr(module, function)
def die(*arguments, **named):
    if sys.argv[4] == "after":
        whole(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, function, die)
publish(Settings(home=sys.argv[1]), run_of(2))
"""


def start(script: str, *arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )


def ask(holder: subprocess.Popen) -> str:
    holder.stdin.write("again\n")
    holder.stdin.flush()
    return holder.stdout.readline().strip()


def test_a_held_connection_neither_blocks_the_night_nor_changes(house: House) -> None:
    house.night(1)
    holder = start(HOLDER, house.current / "marts.duckdb")
    try:
        answer = ask(holder)
        assert answer == f"('night-1', {ROWS}, {ROWS})"
        for night in range(2, 7):  # far enough for its version to be pruned
            house.night(night)
            assert ask(holder) == answer
        assert len(list(house.settings.published_dir.glob("0*"))) == 3
        fresh = start(HOLDER, house.current / "marts.duckdb")
        assert ask(fresh) == f"('night-6', {6 * ROWS}, {ROWS})"
        fresh.stdin.close()
        fresh.wait()
    finally:
        holder.stdin.close()
        holder.wait()


def test_readers_during_switches_always_see_one_whole_version(house: House, tmp_path: Path) -> None:
    house.night(1)
    stop = tmp_path / "stop"
    watchers = [start(WATCHER, house.current / "marts.duckdb", stop, ROWS) for _ in range(2)]
    time.sleep(1)
    for night in range(2, 10):
        house.night(night)
    stop.touch()
    for watcher in watchers:
        output, _ = watcher.communicate(timeout=60)
        assert watcher.returncode == 0
        versions_seen, reads = map(int, output.split())
        assert versions_seen >= 2
        assert reads >= versions_seen


@pytest.mark.parametrize(
    ("module", "function", "moment"),
    [
        ("copying", "open_warehouse", "after"),
        ("copying", "write_parquet", "before"),
        ("versions", "sync_tree", "before"),
        ("os", "rename", "before"),
        ("os", "rename", "after"),
        ("os", "replace", "before"),
        ("os", "replace", "after"),
    ],
)
def test_a_killed_publish_leaves_a_whole_version_and_can_be_repeated(
    house: House, module: str, function: str, moment: str
) -> None:
    house.night(1)
    write_warehouse(house.settings.warehouse_path, 2)
    killed = subprocess.run(
        [sys.executable, "-c", DYING_PUBLISHER, house.settings.home, module, function, moment],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL
    switched = (module, function, moment) == ("os", "replace", "after")
    assert run_id(house) == ("night-2" if switched else "night-1")

    house.night(3)
    assert run_id(house) == "night-3"
    assert not list(house.settings.published_dir.glob(".building-*"))
    assert not list(house.settings.published_dir.glob(".current-*"))


def run_id(house: House) -> str:
    path = os.path.realpath(house.current / "marts.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        [(name, total)] = connection.execute(
            "select (select run_id from marts.marts._meta), sum(value)::bigint "
            "from marts.marts.fct_conversions"
        ).fetchall()
    assert total == ROWS * int(name.removeprefix("night-"))
    return name
