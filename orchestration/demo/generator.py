"""Write the demo company from SQL: the files beside this module, in the order of their names.

`sql/world/` makes the company in an engine in memory; every file under `sql/landing/` is one
query whose path is the landing file it fills, every file under `sql/vendors/` one table of a
vendor, every file under `sql/truth/` one table of what really happened. Draws are hashes of
(seed, purpose, key): the same seed gives the same bytes, whatever the machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
SQL = HERE / "sql"

# Six months that end early enough after John's click (6 March) for Google's 90 days.
WINDOW_START = date(2025, 11, 1)
WINDOW_END = date(2026, 5, 1)  # the first day after
CLOCK = datetime(2026, 5, 1, 3, tzinfo=UTC)

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


def generate(home: Path, scale: float = 1.0, seed: int = 7, stories: bool = True) -> Generated:
    """Write the demo company under `home`; what an earlier run wrote there is replaced.

    `scale` 1 is about 50 thousand web events; `stories` adds John and Rebecca. Files go to
    `home/landing/`, databases to `home/demo/vendors.duckdb` and `home/demo/truth.duckdb`.
    """
    landing, demo = home / "landing", home / "demo"
    _clear(landing, demo)
    with company(parameters_of(scale, seed)) as engine:
        make_world(engine, skip=() if stories else ("20_stories.sql",))
        rows = {
            **write_landing(engine, SQL / "landing", landing),
            "web_events": _write_web_events(engine, landing / "web_events"),
            **_write_database(engine, "vendors", demo / "vendors.duckdb"),
            **_write_database(engine, "truth", demo / "truth.duckdb"),
        }
    shutil.copytree(HERE / "broken", landing, dirs_exist_ok=True)
    return Generated(home=home, rows=rows)


def parameters_of(scale: float, seed: int) -> dict[str, int | float | str]:
    """Return the variables that the SQL reads."""
    return {
        "seed": seed,
        "people": max(400, round(PEOPLE_AT_SCALE_ONE * scale)),
        "loyalty": 0.9,  # mean of the exponential that gives the visits after the first
        "depth": 2.6,  # mean of the exponential that gives the pages after the first
        "persuasion": 1.0,  # factor on every channel's true effect
        "window_start": WINDOW_START.isoformat(),
        "window_end": WINDOW_END.isoformat(),
        "days": (WINDOW_END - WINDOW_START).days,
        "clock": CLOCK.strftime("%Y-%m-%d %H:%M:%S"),
        "chunk_from": WINDOW_START.isoformat(),
        "chunk_to": WINDOW_END.isoformat(),
    }


@contextmanager
def company(
    parameters: dict[str, int | float | str],
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


def set_variables(
    engine: duckdb.DuckDBPyConnection, variables: dict[str, int | float | str]
) -> None:
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


def _write_web_events(engine: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Write deliveries by day as trackers drop them; the last day comes in folders by hour."""
    folder.mkdir(parents=True, exist_ok=True)
    # The JSON writer knows no partitions, so each line goes out as one unquoted CSV column.
    options = (
        "format csv, header false, quote '', escape '', delimiter '\x01', compression gzip, "
        "overwrite_or_ignore, filename_pattern 'events_', file_extension 'jsonl.gz', "
    )
    lines = """
        select to_json(web_events) as line, received_at[1:10] as dt, received_at[12:13] as hour
        from web_events
    """
    last_day = (WINDOW_END - timedelta(days=1)).isoformat()
    whole_days = f"select line, dt from ({lines}) where dt < '{last_day}'"
    by_hour = f"from ({lines}) where dt >= '{last_day}'"
    return copy(engine, whole_days, folder, options + "partition_by (dt)") + copy(
        engine, by_hour, folder, options + "partition_by (dt, hour)"
    )


def _write_database(engine: duckdb.DuckDBPyConnection, kind: str, path: Path) -> dict[str, int]:
    """Write one table per file of sql/<kind>, a folder being a schema; return rows by table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine.execute(f"attach '{path}' as written")
    rows = {}
    for file in sorted((SQL / kind).rglob("*.sql")):
        schema = file.parent.name if file.parent.name != kind else "main"
        engine.execute(f"create schema if not exists written.{schema}")
        engine.execute(f"create table written.{schema}.{file.stem} as {query_of(file)}")
        table = engine.table(f"written.{schema}.{file.stem}")
        rows[f"{kind}.{file.stem}" if schema == "main" else f"{schema}.{file.stem}"] = len(table)
    engine.execute("detach written")
    return rows


def copy(engine: duckdb.DuckDBPyConnection, query: str, target: Path, options: str) -> int:
    """Write the rows of a query to a file or a folder; return how many."""
    return engine.execute(f"copy ({query}) to '{target}' ({options})").fetchone()[0]


def query_of(file: Path) -> str:
    """Return the query that a file holds."""
    return file.read_text(encoding="utf-8").strip().rstrip(";")


def _clear(landing: Path, demo: Path) -> None:
    """Remove what an earlier generation wrote, and nothing that a connector landed."""
    for table in sorted(
        {file.relative_to(SQL / "landing").parts[0] for file in (SQL / "landing").rglob("*.sql")}
        | {"web_events"}
    ):
        shutil.rmtree(landing / table, ignore_errors=True)
    for database in ("vendors.duckdb", "truth.duckdb"):
        (demo / database).unlink(missing_ok=True)
