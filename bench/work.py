"""The pieces of work that the bench measures, each called in a process of its own.

Each takes `mark`, which ends a stage, and paths; imports of the project stand inside, so that
they count where they are paid.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from measure import Mark

OFF = {name: "off" for name in ("google_ads", "hubspot", "callrail", "intercom")}
MEMORY_LIMIT = "4GB"
THREADS = 2
START_UP, CHECKS, SEEDS = "dbt start-up and parse", "checks", "seeds"


def generate(mark: Mark, year: Path, events: int) -> dict[str, int]:
    """A year of `events` web events below `year`; returns rows per table."""
    from orchestration.demo.generator import generate_bench

    rows = generate_bench(year, events).rows
    mark("generate")
    return rows


def floors(mark: Mark, home: Path) -> None:
    """What reading the events costs at least: every column once, and four of them sorted."""
    events = f"read_parquet('{home}/landing/web_events/**/*.parquet', hive_partitioning = false)"
    config = {
        "memory_limit": MEMORY_LIMIT,
        "threads": THREADS,
        "temp_directory": str(home / "tmp-floor"),
        "preserve_insertion_order": False,
    }
    mark("import")
    with duckdb.connect(config=config) as engine:
        engine.execute("set enable_progress_bar = false")
        engine.execute(f"select count(*), max(hash(columns(*))) from {events}").fetchall()
        mark("floor: scan all columns")
    with duckdb.connect(config=config) as engine:
        engine.execute("set enable_progress_bar = false")
        engine.execute(
            "create temp table sorted as select visitor_id, event_at, page_url, referrer_url"
            f" from {events} order by visitor_id, event_at"
        )
        mark("floor: scan and sort")


def door(mark: Mark, home: Path) -> None:
    """The landed files that are new become typed Parquet."""
    settings = _settings(home)
    from orchestration.exports import export_ledger
    from orchestration.landing.accept import accept

    mark("import")
    export_ledger(settings)
    accept(settings)
    mark("door")


def build(mark: Mark, home: Path, threads: int) -> dict[str, int]:
    """One dbt build, models by folder; returns how many nodes of each kind ran.

    With one thread the nodes follow each other and what passes between two belongs to the later.
    """
    settings = _settings(home, threads)
    from orchestration.warehouse import dbt, parsing

    parsing.parsed_project(settings)
    mark(START_UP)
    report = dbt.build(settings, on_node=lambda node: mark(_stage(node)))
    mark("dbt wind-up")
    if not report.good:
        raise RuntimeError([vars(node) for node in report.failed] or report.error)
    return {kind: report.count(kind) for kind in ("model", "test", "seed")}


def publish_and_report(mark: Mark, home: Path) -> None:
    """The marts as a new version, and the page on them."""
    settings = _settings(home)
    from orchestration.publish import WarehouseRun, publish
    from orchestration.report.build import build_report

    mark("import")
    publish(settings, WarehouseRun("bench", "good", settings.clock()))
    mark("publish")
    build_report(settings)
    mark("report")


def lean(mark: Mark, home: Path) -> None:
    """The core of the build as plain SQL."""
    from lean import job

    mark("import")
    job.build(home, MEMORY_LIMIT, THREADS, mark)


def same(home: Path) -> dict[str, int]:
    """What the lean job and the build agree on; raises where they do not."""
    from lean import job

    return job.check(home)


def empty_day(mark: Mark, home: Path) -> None:
    """A whole night with nothing to do, twice: the first one parses the project."""
    (home / "landing").mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"HEADWATER_HOME": str(home)}
    environment |= {f"HEADWATER_SOURCES__{name.upper()}": mode for name, mode in OFF.items()}
    command = [sys.executable, "-m", "orchestration.cli.main", "nightly", "--quiet"]
    for stage in ("first night, nothing landed", "next night, nothing landed"):
        done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        mark(stage)


def _settings(home: Path, threads: int = THREADS) -> Any:
    from orchestration.settings import Settings, Sources

    return Settings.load(
        home=home, sources=Sources(**OFF), threads=threads, memory_limit=MEMORY_LIMIT
    )


def _stage(node: Any) -> str:
    if node.kind in {"test", "unit_test"}:
        return CHECKS
    return SEEDS if node.kind == "seed" else _folders().get(node.name, "other")


@cache
def _folders() -> dict[str, str]:
    models = Path(__file__).resolve().parents[1] / "dbt_project" / "models"
    return {
        path.stem: "/".join(path.relative_to(models).parts[:2]) for path in models.rglob("*.sql")
    }
