"""The bench's own parts: what it delivers, what it measures, how it writes its page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))

import data
import markov
import measure
import page
import peers

from orchestration.demo import generate_bench


def test_two_deliveries_hold_the_year_and_the_day_has_edits_and_a_merge(tmp_path: Path) -> None:
    year = tmp_path / "year"
    rows = generate_bench(year, events=20_000).rows
    day = data.split(year, tmp_path / "parts")

    def count(part: str, table: str) -> int:
        files = f"{tmp_path}/parts/{part}/{table}/**/*.parquet"
        query = f"select count(*) from read_parquet('{files}', union_by_name = true)"
        return duckdb.sql(query).fetchone()[0]

    assert count("base", "web_events") + count("day", "web_events") == rows["web_events"]
    for table in ("leads", "calls", "refunds"):
        found = count("base", table) + count("day", table)
        assert found == sum(n for name, n in rows.items() if name.split("/")[0] == table)
    assert count("day", "merges") == 1
    assert [folder.name for folder in (tmp_path / "parts/day/web_events").iterdir()] == [
        f"dt={day}"
    ]
    assert not (tmp_path / "parts/base/web_events" / f"dt={day}").exists()


def _spend(mark: measure.Mark, folder: Path) -> int:
    held = bytearray(150 * 2**20)
    (folder / "spilled").write_bytes(held[: 3 * 2**20])
    until = time.process_time() + 0.3
    while time.process_time() < until:
        pass
    mark("busy")
    time.sleep(0.2)
    subprocess.run([sys.executable, "-c", "sum(range(10_000_000))"], check=True)
    mark("in a child")
    return len(held)


def test_each_stage_has_the_cpu_memory_and_spill_of_the_whole_tree(tmp_path: Path) -> None:
    figures, answer = measure.measured(_spend, tmp_path, spill_in=(tmp_path,))
    busy, child = figures
    assert answer == 150 * 2**20
    assert (busy.stage, child.stage) == ("busy", "in a child")
    assert busy.cpu >= 0.3
    assert busy.peak > 150
    assert busy.spill == pytest.approx(3, abs=0.1)
    assert child.cpu > 0.05
    assert child.wall >= 0.2


def _fail(mark: measure.Mark) -> None:
    mark("before")
    raise ValueError("no such file")


def test_work_that_raises_says_why_and_keeps_the_stages_before() -> None:
    with pytest.raises(measure.WorkFailed, match="no such file") as failed:
        measure.measured(_fail)
    assert [figure.stage for figure in failed.value.figures] == ["before"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([("A", 1, 0), ("B", 0, 1)], {"A": 1.0, "B": 0.0}),
        ([("A > B", 1, 0), ("A", 0, 1)], {"A": 0.5, "B": 0.5}),
        # One of two converts; 1/8 without A, 1/4 without B: removal effects of 3/4 and 1/2.
        ([("A > B", 1, 0), ("A", 1, 0), ("A", 0, 1), ("B", 0, 1)], {"A": 0.6, "B": 0.4}),
    ],
)
def test_markov_from_path_strings_is_the_closed_form(
    tmp_path: Path, paths: list[tuple[str, int, int]], expected: dict[str, float]
) -> None:
    file = tmp_path / "paths.parquet"
    values = ", ".join(str(row) for row in paths)
    duckdb.sql(f"copy (select * from (values {values}) as t(path, conversions, nulls)) to '{file}'")
    assert markov.shares(file, threads=1) == pytest.approx(expected, abs=1e-12)


def _kept(events: int, seconds: float) -> page.Run:
    def figure(stage: str, cpu: float) -> dict[str, object]:
        return {"stage": stage, "wall": cpu, "cpu": cpu, "peak": 100.0 + events / 1e4, "spill": 0.0}

    return {
        "events": events,
        "at": "2026-11-22T03:00:00+00:00",
        "machine": "2 cores",
        "threads": 1,
        "memory_limit": "4GB",
        "generated": {"wall": 1.0, "peak": 1.0, "mb": 1},
        "same": {"sessions": 5, "credit_sums": 3},
        "floors": [figure(page.FLOOR_SCAN, seconds / 20), figure(page.FLOOR_SORT, seconds / 10)],
        "build": [figure("dbt start-up and parse", 9), figure("marts/core", seconds)],
        "lean": [figure("import", 7), figure("sessions", seconds / 2)],
        "day build": [figure("checks", 9), figure("marts/core", seconds / 4)],
    }


def test_the_page_gets_ratios_and_a_picture_of_every_size(tmp_path: Path) -> None:
    target = tmp_path / "performance.md"
    target.write_text(f"before\n{page.MARK_START}\nold\n{page.MARK_END}\nafter\n")
    (tmp_path / "images").mkdir()
    without_a_day = _kept(10**8, 900.0)
    del without_a_day["day build"]
    runs = [_kept(10**6, 10.0), _kept(10**7, 90.0), without_a_day]
    page.write(target, runs)
    once = target.read_text()
    page.write(target, runs)
    assert target.read_text() == once
    assert once.startswith("before\n") and once.endswith("\nafter\n") and "old" not in once
    # Start-up, checks and imports are no part of the ratio.
    assert "| 1,000,000 | 10.0 | 5.0 | 2.00 | 10.0 | 5.0 | 200 | 200 | 0 | 25.0% |" in once
    assert "| 100,000,000 | 900.0 | 450.0 | 2.00 | 10.0 | 5.0 | 10100 | 10100 | 0 | – |" in once
    drawn = ElementTree.fromstring((tmp_path / page.PICTURE).read_text())
    words = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"build", "lean job", "scan and sort", "1 M", "10 M"} <= set(words)


def test_the_page_keeps_what_was_run_elsewhere_and_later(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "runs").mkdir()
    target = tmp_path / "performance.md"
    target.write_text(f"{page.MARK_START}\n{page.MARK_END}\n")
    elsewhere = [_kept(10**6, 10.0), _kept(10**7, 90.0)]
    page.write(target, elsewhere)
    here = {**_kept(10**6, 12.0), "at": "2027-01-01T03:00:00+00:00"}
    older = {**_kept(10**7, 95.0), "at": "2026-01-01T03:00:00+00:00"}
    for kept in (here, older):
        (tmp_path / "runs" / f"{kept['events']}.json").write_text(json.dumps(kept))

    assert page.newest(tmp_path / "runs", page.records(target)) == [here, elsewhere[1]]


def test_the_models_that_are_timed_are_the_projects() -> None:
    folder = Path(__file__).resolve().parents[1] / "dbt_project/models/intermediate/paths"
    place = {model: number for number, model in enumerate(peers.MODELS)}

    for model, number in place.items():
        needed = re.findall(r"ref\('(\w+)'\)", (folder / f"{model}.sql").read_text())
        assert all(place.get(name, -1) < number for name in needed), model


def test_peers_without_shares_are_timed_without_them() -> None:
    timed = [
        {"name": "from journeys", "wall": 1.0, "cpu": 2.0, "apart": None},
        {"name": "theirs", "wall": 3.0, "cpu": 4.0, "apart": 0.002},
    ]
    lines = page.table({**_kept(10**6, 10.0), "peers": timed}).splitlines()[-2:]

    assert lines[0].startswith("| from journeys | 1.0 | 2.0 |")
    assert lines[1].startswith("| theirs (shares apart by at most 2e-03) | 3.0 | 4.0 |")
