"""Write the demo company from SQL: the files beside this module, in the order of their names.

`sql/world/` makes the company in an engine in memory; every file under `sql/landing/` is one
query whose path is the landing file it fills, every file under `sql/vendors/` one table of a
vendor, every file under `sql/truth/` one table of what really happened.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import duckdb

from orchestration.demo.bench import generate_bench
from orchestration.demo.world import (
    CLOCK,
    HERE,
    SQL,
    WINDOW_END,
    WINDOW_START,
    Generated,
    company,
    copy,
    make_world,
    parameters_of,
    query_of,
    quoted,
    write_landing,
)

__all__ = ["CLOCK", "WINDOW_END", "WINDOW_START", "Generated", "generate", "generate_bench"]


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
    engine.execute(f"attach {quoted(path)} as written")
    rows = {}
    for file in sorted((SQL / kind).rglob("*.sql")):
        schema = file.parent.name if file.parent.name != kind else "main"
        engine.execute(f"create schema if not exists written.{schema}")
        engine.execute(f"create table written.{schema}.{file.stem} as {query_of(file)}")
        table = engine.table(f"written.{schema}.{file.stem}")
        rows[f"{kind}.{file.stem}" if schema == "main" else f"{schema}.{file.stem}"] = len(table)
    engine.execute("detach written")
    return rows


def _clear(landing: Path, demo: Path) -> None:
    """Remove what an earlier generation wrote, and nothing that a connector landed."""
    for table in sorted(
        {file.relative_to(SQL / "landing").parts[0] for file in (SQL / "landing").rglob("*.sql")}
        | {"web_events"}
    ):
        shutil.rmtree(landing / table, ignore_errors=True)
    for database in ("vendors.duckdb", "truth.duckdb"):
        (demo / database).unlink(missing_ok=True)
