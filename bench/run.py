"""Times the night stage by stage on generated events, beside floors and a lean job of the same run.

    python bench/run.py --events 1000000 [--day] [--peers 1000000] [--write docs/performance.md]

Generates the data once into HEADWATER_BENCH (default: the user's cache folder), outside the
repository. Every stage runs in a process of its own; machines are noisy, so compare ratios of one
run, not seconds of two. Each run leaves a JSON file in HEADWATER_BENCH/runs; `--write` puts the
newest run of every size onto the page, with a picture and the runs themselves beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
from datetime import UTC, datetime
from pathlib import Path

import data
import duckdb
import page
import peers
import work
from measure import Figure, WorkFailed, measured


def main() -> None:
    """Measure one size, keep the run, print its table."""
    options = _options()
    cache = Path(os.environ.get("HEADWATER_BENCH", Path.home() / ".cache" / "headwater-bench"))
    if not options.only_write:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        kept = run(cache, options, cache / "runs" / f"{options.events}-{stamp}.json")
        print(page.table(kept))
    if options.write or options.only_write:
        target = Path(options.write or "docs/performance.md")
        page.write(target, page.newest(cache / "runs", page.records(target)))


def run(cache: Path, options: argparse.Namespace, record: Path) -> dict[str, object]:
    """All figures of one size: data, floors, door, build, lean job, one more day, an empty day.

    What is known so far stands in `record` after every step: a run of hours may be cut short.
    """
    generated, delivery = _data(cache, options.events)
    home = cache / f"home-{options.events}"
    shutil.rmtree(home, ignore_errors=True)
    data.deliver(delivery / "base", home / "landing")
    threads = options.threads
    kept: dict[str, object] = {
        "events": options.events,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}",
        "memory_limit": "4GB",
        "threads": threads,
        "generated": generated,
    }

    def step(name: str, work_of, *arguments: object) -> object:
        spill = (home / "tmp", home / "tmp-lean", home / "tmp-floor")
        print(f"… {name}", flush=True)
        problem, answer = None, None
        try:
            figures, answer = measured(work_of, *arguments, spill_in=spill)
        except WorkFailed as failed:  # hours of stages are worth keeping
            problem, figures = failed, failed.figures
        kept[name] = [figure.as_json() for figure in figures]
        print("\n".join(_line(figure) for figure in figures), flush=True)
        record.parent.mkdir(exist_ok=True)
        record.write_text(json.dumps(kept, indent=1))
        if problem:
            raise problem
        return answer

    step("floors", work.floors, home)
    step("door", work.door, home)
    kept["rows"] = step("build", work.build, home, threads)
    step("lean", work.lean, home)
    kept["same"] = work.same(home)
    step("publish", work.publish_and_report, home)
    if options.day:
        data.deliver(delivery / "day", home / "landing")
        step("day door", work.door, home)
        step("day build", work.build, home, threads)
        step("day lean", work.lean, home)
        kept["day same"] = work.same(home)
    if options.empty:
        step("empty day", work.empty_day, cache / "home-empty")
    if options.peers:
        kept["peers"] = peers.measure(home, cache, options.peers)
    record.write_text(json.dumps(kept, indent=1))
    if not options.keep:
        shutil.rmtree(home)
    return kept


def _data(cache: Path, events: int) -> tuple[dict[str, object], Path]:
    """The year and its two deliveries, made once; what making it took is kept beside it."""
    year, delivery = cache / f"events-{events}", cache / f"delivery-{events}"
    note = year / "made.json"
    if not note.exists():
        print(f"generating {events:,} events into {year}", flush=True)
        shutil.rmtree(year, ignore_errors=True)
        figures, rows = measured(work.generate, year, events)
        size = sum(file.stat().st_size for file in year.rglob("*") if file.is_file())
        made = figures[0].as_json() | {"rows": rows, "mb": round(size / 2**20)}
        note.write_text(json.dumps(made))
    if not (delivery / "done").exists():
        shutil.rmtree(delivery, ignore_errors=True)
        data.split(year, delivery)
        (delivery / "done").touch()
    return json.loads(note.read_text()), delivery


def _line(figure: Figure) -> str:
    return (
        f"  {figure.stage:36} wall {figure.wall:8.1f}  CPU {figure.cpu:8.1f}"
        f"  peak {figure.peak:6.0f} MB  spill {figure.spill:6.0f} MB"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--day", action="store_true", help="deliver one more day and build again")
    parser.add_argument("--empty", action="store_true", help="time a night with nothing to do")
    parser.add_argument("--peers", type=int, help="time other programs on so many paths")
    parser.add_argument("--threads", type=int, default=1, help="dbt threads; 1 parts the stages")
    parser.add_argument("--keep", action="store_true", help="keep the home directory of the run")
    parser.add_argument("--write", help="a Markdown page with the bench marks to fill in")
    parser.add_argument("--only-write", action="store_true", help="no run, only the page")
    return parser.parse_args()


if __name__ == "__main__":
    main()
