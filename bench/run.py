"""Times the night stage by stage on generated events and prints ratios to a floor of the same run.

    python bench/run.py --events 1000000 [--write docs/performance.md]

Each stage runs in a process of its own: CPU is user plus system seconds of that process, memory
its largest resident size. The floor reads and sorts the very files that the night reads. These
machines are noisy: compare ratios, not seconds. Data is cached in HEADWATER_BENCH (default: the
user's cache folder), outside the repository.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import duckdb

MARK_START, MARK_END = "<!-- bench:start -->", "<!-- bench:end -->"
FLOOR = "floor: scan and sort"


@dataclass(frozen=True)
class Figure:
    """One stage: wall and CPU in seconds, peak memory in MB; rows where they mean something."""

    stage: str
    wall: float
    cpu: float
    peak: float


def main() -> None:
    """Generate or reuse the data, measure every stage, print the table."""
    options = _options()
    cache = Path(os.environ.get("HEADWATER_BENCH", Path.home() / ".cache" / "headwater-bench"))
    data = cache / f"events-{options.events}"
    if not (data / "done").exists():
        print(f"generating {options.events:,} events into {data}", flush=True)
        _in_process(_generate, data, options.events)
        (data / "done").touch()
    home = cache / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / "landing").symlink_to(data / "landing", target_is_directory=True)
    figures = measure(home)
    table = render(figures, options.events)
    print(table)
    if options.write:
        _write(Path(options.write), table)


def measure(home: Path) -> list[Figure]:
    """Floors first, then the night's stages in order."""
    figures = [
        _in_process(_floor_scan, home),
        _in_process(_floor_sort, home),
        _in_process(_door, home),
    ]
    figures += _in_process(_warehouse, home)
    figures += [_in_process(_publish, home), _in_process(_report, home)]
    return [figure for figure in figures if isinstance(figure, Figure)]


def render(figures: list[Figure], events: int) -> str:
    """The table as Markdown, with totals and the ratio to the floor."""
    floor = next(figure for figure in figures if figure.stage == FLOOR)
    lines = [
        f"{events:,} web events, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}.",
        "",
        "| stage | wall s | CPU s | peak MB | CPU ÷ floor |",
        "|---|---:|---:|---:|---:|",
    ]
    for figure in figures:
        lines.append(_line(figure, floor.cpu))
    night = [figure for figure in figures if not figure.stage.startswith("floor")]
    total = Figure(
        "**whole night**",
        sum(figure.wall for figure in night),
        sum(figure.cpu for figure in night),
        max(figure.peak for figure in night),
    )
    return "\n".join([*lines, _line(total, floor.cpu)])


def _line(figure: Figure, floor: float) -> str:
    return (
        f"| {figure.stage} | {figure.wall:.1f} | {figure.cpu:.1f} | {figure.peak:.0f} "
        f"| {figure.cpu / floor:.2f} |"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--write", help="a Markdown file with the bench marks to fill in")
    return parser.parse_args()


def _in_process(work: Callable[..., object], *arguments: object) -> object:
    """Run in a fresh process, so that CPU and peak memory are the stage's own."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_call, args=(sender, work, arguments))
    child.start()
    sender.close()
    try:
        answer = receiver.recv()
    except EOFError:
        answer = None
    child.join()
    if child.exitcode:
        raise SystemExit(f"{work.__name__} failed with exit code {child.exitcode}")
    return answer


def _call(sender, work: Callable[..., object], arguments: tuple) -> None:
    sender.send(work(*arguments))
    sender.close()


def _timed(stage: str, work: Callable[[], object]) -> Figure:
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.monotonic()
    work()
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figure(stage, wall, cpu, after.ru_maxrss / 1024)


def _generate(data: Path, events: int) -> None:
    from orchestration.demo.generator import generate_bench

    generate_bench(data, events)


def _events_of(home: Path) -> str:
    return f"read_parquet('{home}/landing/web_events/**/*.parquet', hive_partitioning = false)"


def _floor_scan(home: Path) -> Figure:
    query = f"select count(*), max(hash(columns(*))) from {_events_of(home)}"
    return _timed("floor: scan all columns", lambda: duckdb.sql(query).fetchall())


def _floor_sort(home: Path) -> Figure:
    query = (
        "create temp table sorted as select visitor_id, event_at, page_url, referrer_url"
        f" from {_events_of(home)} order by visitor_id, event_at"
    )
    return _timed(FLOOR, lambda: duckdb.connect().execute(query))


def _settings(home: Path):
    from orchestration.settings import Settings, Sources

    off = Sources(google_ads="off", hubspot="off", callrail="off", intercom="off")
    return Settings.load(home=home, sources=off, threads=1)


def _door(home: Path) -> Figure:
    from orchestration.exports import export_ledger
    from orchestration.landing.accept import accept

    settings = _settings(home)
    export_ledger(settings)
    return _timed("door (typed Parquet)", lambda: accept(settings))


def _warehouse(home: Path) -> list[Figure]:
    """One dbt build; nodes run one after another, so CPU between them is theirs."""
    from orchestration.warehouse import dbt, parsing

    settings = _settings(home)
    spent: dict[str, Figure] = {}
    mark = [time.monotonic(), time.process_time()]

    def finished(node: dbt.Node) -> None:
        now = [time.monotonic(), time.process_time()]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        stage = _stage(node)
        had = spent.get(stage, Figure(stage, 0, 0, 0))
        spent[stage] = Figure(
            stage, had.wall + now[0] - mark[0], had.cpu + now[1] - mark[1], max(had.peak, peak)
        )
        mark[:] = now

    started = _timed("dbt start-up and parse", lambda: parsing.parsed_project(settings))
    mark[:] = [time.monotonic(), time.process_time()]
    report = dbt.build(settings, on_node=finished)
    if not report.good:
        raise SystemExit(json.dumps([asdict(node) for node in report.failed], indent=1))
    return [started, *spent.values()]


def _stage(node) -> str:
    if node.kind in {"test", "unit_test"}:
        return "checks"
    if node.kind == "seed":
        return "seeds"
    return _folders().get(node.name, "other")


@cache
def _folders() -> dict[str, str]:
    from orchestration.settings import PROJECT_DIR

    models = PROJECT_DIR / "dbt_project" / "models"
    return {
        path.stem: "/".join(path.relative_to(models).parts[:2]) for path in models.rglob("*.sql")
    }


def _publish(home: Path) -> Figure:
    from orchestration.publish import WarehouseRun, publish

    settings = _settings(home)
    run = WarehouseRun("bench", "good", settings.clock())
    return _timed("publish", lambda: publish(settings, run))


def _report(home: Path) -> Figure:
    from orchestration.report.build import build_report

    settings = _settings(home)
    return _timed("report", lambda: build_report(settings))


def _write(page: Path, table: str) -> None:
    text = page.read_text(encoding="utf-8")
    head, rest = text.split(MARK_START)
    tail = rest.split(MARK_END)[1]
    page.write_text(f"{head}{MARK_START}\n{table}\n{MARK_END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
