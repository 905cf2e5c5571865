"""Write the demo company as landing files alone: as it is, or a year of any size.

The people, visits and deals are those of the demo's SQL with the measures of a busy site. Visits
stand in a file of the engine's own, and their events are written some days at a time, so that
memory does not grow with the number of events.
"""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.demo.world import (
    SQL,
    WINDOW_END,
    Generated,
    Parameters,
    company,
    copy,
    make_world,
    parameters_of,
    set_variables,
    write_landing,
)

DAYS = 365
# Measured on the generator: visits, cookies and leads per event then match the profile in
# docs/demo.md (318, 152 and about 3 in a thousand events).
PEOPLE_PER_EVENT = 0.1540
EVENTS_PER_CHUNK = 1_000_000
MEMORY_LIMIT = "3GB"

# Tables whose demo query serves the benchmark too; the others have their own under sql/bench.
SHARED_TABLES = (
    "consents",
    "email_clicks",
    "form_submissions",
    "fx_rates",
    "number_leases",
    "refunds",
)


def generate_bench(home: Path, events: int, seed: int = 7) -> Generated:
    """Write about `events` web events and what belongs to them under `home/landing`.

    Web events are Parquet by day of reception (`dt=…`), a year that ends with the demo's. Rows
    depend on the seed alone; how they lie in files also depends on the number of threads.
    """
    start = WINDOW_END - timedelta(days=DAYS)
    parameters = parameters_of(scale=1, seed=seed) | {
        "people": max(400, round(events * PEOPLE_PER_EVENT)),
        "loyalty": 1.5,
        "persuasion": 0.31,
        "window_start": start.isoformat(),
        "days": DAYS,
        "clock": f"{WINDOW_END.isoformat()} 00:00:00",
        "chunk_from": start.isoformat(),
    }
    days_at_once = max(1, min(DAYS, DAYS * EVENTS_PER_CHUNK // events))
    return generate_landed(home, parameters, days_at_once)


def generate_landed(home: Path, parameters: Parameters, days_at_once: int = DAYS) -> Generated:
    """Write the company of these parameters as landing files alone, without its stories.

    Files lie as those of `generate_bench`; so many days of events are in memory at once.
    """
    landing = home / "landing"
    home.mkdir(parents=True, exist_ok=True)
    start = date.fromisoformat(str(parameters["window_start"]))
    with tempfile.TemporaryDirectory(dir=home) as scratch:
        config = {"threads": 2, "memory_limit": MEMORY_LIMIT, "temp_directory": scratch}
        with company(parameters, f"{scratch}/company.duckdb", config) as engine:
            make_world(engine, skip=("17_untouched.sql", "20_stories.sql"))
            rows = write_landing(engine, SQL / "bench", landing)
            rows |= write_landing(engine, SQL / "landing", landing, only=SHARED_TABLES)
            rows["web_events"] = _write_web_events(
                engine, landing / "web_events", start, timedelta(days=days_at_once)
            )
    return Generated(home=home, rows=rows)


def _write_web_events(
    engine: duckdb.DuckDBPyConnection, folder: Path, start: date, chunk: timedelta
) -> int:
    """Write deliveries in chunks of days; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    written, day = 0, start
    while day < WINDOW_END:
        set_variables(
            engine,
            {"chunk_from": day.isoformat(), "chunk_to": min(day + chunk, WINDOW_END).isoformat()},
        )
        written += copy(
            engine,
            "from typed_web_events",
            folder,
            "format parquet, compression zstd, partition_by (dt), overwrite_or_ignore, "
            f"filename_pattern '{day:%Y%m%d}_'",
        )
        day += chunk
    return written
