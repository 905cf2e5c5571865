"""The run table: what every night did, step by step, in SQLite beside the warehouse.

It outlives the warehouse, which may be rebuilt at any time. A run that was killed stays
`running` until the next one finds that its process is gone.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from orchestration.settings import Settings

Status = Literal["running", "good", "partial", "failed", "killed"]

_SCHEMA = """
create table if not exists run (
    run_id text primary key, kind text not null, pid integer not null, status text not null,
    as_of text not null, started_at text not null, finished_at text, message text
);
create table if not exists step (
    run_id text not null, step text not null, status text not null, seconds real,
    finished_at text not null, payload text not null, primary key (run_id, step)
);
"""


@dataclass(frozen=True)
class Step:
    """One step of a run: seconds of wall time and whatever the step counted."""

    step: str
    status: str
    seconds: float
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One run; times are UTC, `as_of` is the clock that the run's rules saw."""

    run_id: str
    kind: str
    status: str
    as_of: str
    started_at: str
    finished_at: str | None
    message: str | None
    steps: dict[str, Step] = field(default_factory=dict)


@contextmanager
def _connection(settings: Settings) -> Iterator[sqlite3.Connection]:
    settings.home.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(settings.home / "runs.sqlite", timeout=30)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(_SCHEMA)
        yield connection
        connection.commit()


def start(settings: Settings, run_id: str, kind: str) -> None:
    """Open a run. Runs left open by dead processes are closed as killed."""
    with _connection(settings) as connection:
        _close_dead(connection)
        connection.execute(
            "insert or replace into run values (?, ?, ?, 'running', ?, ?, null, null)",
            (run_id, kind, os.getpid(), settings.clock().isoformat(), _now()),
        )


def record(settings: Settings, run_id: str, step: Step) -> None:
    """Note what one step did."""
    with _connection(settings) as connection:
        connection.execute(
            "insert or replace into step values (?, ?, ?, ?, ?, ?)",
            (run_id, step.step, step.status, step.seconds, _now(), json.dumps(step.payload)),
        )


def trouble(problem: Exception) -> dict[str, str]:
    """How the exception that ended a step is noted: its words, and its kind."""
    return {"error": str(problem), "kind": type(problem).__name__}


def finish(settings: Settings, run_id: str, status: Status, message: str | None = None) -> None:
    """Close a run as good, partial or failed."""
    with _connection(settings) as connection:
        connection.execute(
            "update run set status = ?, finished_at = ?, message = ? where run_id = ?",
            (status, _now(), message, run_id),
        )


def latest(settings: Settings, kind: str | None = None, status: str | None = None) -> Run | None:
    """The newest run, or the newest of a kind or status; None before the first."""
    query = (
        "select run_id, kind, status, as_of, started_at, finished_at, message from run"
        " where (? is null or kind = ?) and (? is null or status = ?)"
        " order by started_at desc limit 1"
    )
    with _connection(settings) as connection:
        row = connection.execute(query, (kind, kind, status, status)).fetchone()
        return _with_steps(connection, row) if row else None


def latest_with(settings: Settings, step: str) -> Run | None:
    """The newest run, of whatever kind, that has got as far as this step."""
    query = (
        "select run_id, kind, status, as_of, started_at, finished_at, message from run"
        " where run_id in (select run_id from step where step = ?)"
        " order by started_at desc limit 1"
    )
    with _connection(settings) as connection:
        row = connection.execute(query, (step,)).fetchone()
        return _with_steps(connection, row) if row else None


def close_dead(settings: Settings) -> None:
    """Close the runs that dead processes left open, as killed."""
    if (settings.home / "runs.sqlite").exists():
        with _connection(settings) as connection:
            _close_dead(connection)


def _close_dead(connection: sqlite3.Connection) -> None:
    open_runs = connection.execute("select run_id, pid from run where status = 'running'")
    for run_id, pid in open_runs.fetchall():
        if not _alive(pid):
            connection.execute(
                "update run set status = 'killed', finished_at = ?, message = ? where run_id = ?",
                (_now(), "its process was killed; the next run starts where it began", run_id),
            )


def _with_steps(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Run:
    steps = connection.execute(
        "select step, status, seconds, payload from step where run_id = ?", (row[0],)
    ).fetchall()
    found = {name: Step(name, state, took, json.loads(data)) for name, state, took, data in steps}
    return Run(*row, steps=found)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
