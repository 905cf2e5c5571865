"""The company in an engine: draws, people, visits and deals, made by the files of sql/world.

Draws are hashes of (seed, purpose, key): the same seed gives the same rows, whatever the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
SQL = HERE / "sql"

# Six months that end early enough after John's click (6 March) for Google's 90 days.
WINDOW_START = date(2025, 11, 1)
WINDOW_END = date(2026, 5, 1)  # the first day after
CLOCK = datetime(2026, 5, 1, 3, tzinfo=UTC)

Parameters = dict[str, int | float | str | list[str]]

PEOPLE_AT_SCALE_ONE = 10_000  # gives about 50 thousand web events

WRITE_OPTIONS = {
    "csv": "format csv, header",
    "csv.gz": "format csv, header, compression gzip",
    "jsonl": "format json",
    "jsonl.gz": "format json, compression gzip",
    "ndjson": "format json",
    "ndjson.gz": "format json, compression gzip",
    "parquet": "format parquet, compression zstd",
}


@dataclass(frozen=True)
class Generated:
    """What was written: where, and rows by table (landing files by path, others by name)."""

    home: Path
    rows: dict[str, int]

    @property
    def web_events(self) -> int:
        """Deliveries of web events, duplicates included."""
        return self.rows["web_events"]


def parameters_of(scale: float, seed: int) -> Parameters:
    """Return the variables that the SQL reads."""
    return {
        "seed": seed,
        "people": max(400, round(PEOPLE_AT_SCALE_ONE * scale)),
        "loyalty": 0.9,  # mean of the exponential that gives the visits after the first
        "depth": 2.6,  # mean of the exponential that gives the pages after the first
        "persuasion": 1.0,  # factor on every channel's true effect
        "muted": [],  # channels without any effect: see causes.py
        "window_start": WINDOW_START.isoformat(),
        "window_end": WINDOW_END.isoformat(),
        "days": (WINDOW_END - WINDOW_START).days,
        "clock": CLOCK.strftime("%Y-%m-%d %H:%M:%S"),
        "chunk_from": WINDOW_START.isoformat(),
        "chunk_to": WINDOW_END.isoformat(),
    }


@contextmanager
def company(
    parameters: Parameters,
    database: str = ":memory:",
    config: dict[str, str | int] | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine with the parameters set; one thread by default, so that bytes repeat."""
    engine = duckdb.connect(database, config=config or {"threads": 1})
    try:
        engine.execute("set timezone = 'UTC'")
        set_variables(engine, parameters)
        yield engine
    finally:
        engine.close()


def set_variables(engine: duckdb.DuckDBPyConnection, variables: Parameters) -> None:
    """Set what the SQL reads with getvariable."""
    for name, value in variables.items():
        engine.execute(f"set variable {name} = {value!r}")


def make_world(engine: duckdb.DuckDBPyConnection, skip: tuple[str, ...] = ()) -> None:
    """Run the files of sql/world in the order of their names."""
    for file in sorted((SQL / "world").glob("*.sql")):
        if file.name not in skip:
            engine.execute(file.read_text(encoding="utf-8"))


def write_landing(
    engine: duckdb.DuckDBPyConnection, queries: Path, landing: Path, only: tuple[str, ...] = ()
) -> dict[str, int]:
    """Write one landing file per query; return rows by path inside landing.

    `only` names the tables to write (default: all of them).
    """
    rows = {}
    for file in sorted(queries.rglob("*.sql")):
        target = file.relative_to(queries).with_suffix("")
        if only and target.parts[0] not in only:
            continue
        options = WRITE_OPTIONS[target.name.split(".", 1)[1]]
        (landing / target).parent.mkdir(parents=True, exist_ok=True)
        rows[target.as_posix()] = copy(engine, query_of(file), landing / target, options)
    return rows


def copy(engine: duckdb.DuckDBPyConnection, query: str, target: Path, options: str) -> int:
    """Write the rows of a query to a file or a folder; return how many."""
    return engine.execute(f"copy ({query}) to {quoted(target)} ({options})").fetchone()[0]


def query_of(file: Path) -> str:
    """Return the query that a file holds."""
    return file.read_text(encoding="utf-8").strip().rstrip(";")


def quoted(path: Path) -> str:
    """Return a path as an SQL string."""
    return "'" + str(path).replace("'", "''") + "'"
