"""The one way into landing: what is kept, what is kept aside, and what a kill leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from dlt.pipeline.exceptions import PipelineStepFailed

from orchestration.resources.landed import completed_loads, newest_rows
from orchestration.resources.landing import Landing, LandingError
from orchestration.resources.rows import TableLoad
from orchestration.settings import Settings

START = datetime(2026, 7, 1, 3, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(home=tmp_path, now=START)


def contacts(*rows: dict[str, object]) -> TableLoad:
    return TableLoad("contacts", ("id",), rows, version="updated_at", cursor="updated_at")


def contact(contact_id: object, updated_at: object, **more: object) -> dict[str, object]:
    return {"id": contact_id, "updated_at": updated_at, **more}


def landed(settings: Settings, table: str = "contacts", key: str = "id") -> list[dict]:
    rows = newest_rows(settings.landing_dir / "raw", "hubspot", table, (key,))
    return sorted(rows, key=lambda row: row[key])


def test_null_keys_and_null_cursors_are_kept_aside_and_do_not_block_the_next_night(
    settings: Settings,
) -> None:
    with Landing.open(settings, "hubspot") as landing:
        result = landing.load(
            [
                contacts(
                    contact(1, "2026-06-01T00:00:00Z"),
                    contact(None, "2026-06-02"),
                    contact(3, None),
                )
            ]
        )
    assert result.rows_new == {"contacts": 1}
    assert result.rows_rejected == {"contacts": 2}
    [path] = (settings.rejects_dir / "hubspot" / "contacts").glob("*.jsonl")
    kept = [json.loads(line) for line in path.read_text().splitlines()]
    assert [row["reason"] for row in kept] == [
        "key is missing",
        "time of the last change is missing or not a time",
    ]
    assert kept[1]["row"] == {"id": 3, "updated_at": None}
    assert path.stat().st_mode & 0o077 == 0
    with Landing.open(settings, "hubspot") as landing:
        assert landing.load([contacts(contact(3, "2026-06-03"))]).rows_new == {"contacts": 1}
    assert [row["id"] for row in landed(settings)] == ["1", "3"]


def test_of_two_versions_of_a_key_in_one_load_the_newer_wins_whatever_the_order(
    settings: Settings,
) -> None:
    newer, older = "2026-06-02T00:00:00Z", "2026-06-01T23:00:00Z"
    with Landing.open(settings, "hubspot") as landing:
        landing.load(
            [
                contacts(
                    contact(1, newer, name="new"),
                    contact(1, older, name="old"),
                    contact(2, older, name="old"),
                    contact(2, newer, name="new"),
                )
            ]
        )
    assert [row["name"] for row in landed(settings)] == ["new", "new"]


def test_a_newer_version_in_a_later_batch_wins(settings: Settings, monkeypatch) -> None:
    monkeypatch.setattr("orchestration.resources.rows.BATCH_ROWS", 1)
    with Landing.open(settings, "hubspot") as landing:
        landing.load(
            [
                contacts(
                    contact(1, "2026-06-01", name="old"),
                    contact(2, "2026-06-01", name="two"),
                    contact(1, "2026-06-02", name="new"),
                )
            ]
        )
    assert [row["name"] for row in landed(settings)] == ["new", "two"]


def test_new_columns_and_changed_kinds_pass_and_are_reported(settings: Settings) -> None:
    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(contact(1, "2026-06-01", amount=12, tags=["a"]))])
    with Landing.open(settings, "hubspot") as landing:
        result = landing.load(
            [contacts(contact(2, "2026-06-02", amount="12,5", tags={"a": 1}, extra=True))]
        )
    assert result.warnings == [
        "column changed: contacts.amount: number became text",
        "column changed: contacts.tags: list became object",
        "column changed: contacts.extra: new column (boolean)",
    ]
    first, second = landed(settings)
    assert (first["amount"], first["tags"], first["extra"]) == ("12", '["a"]', None)
    assert (second["amount"], second["tags"], second["extra"]) == ("12,5", '{"a":1}', "true")


def test_a_column_that_vanished_is_reported(settings: Settings) -> None:
    def rows(count: int, **more: object) -> list[dict[str, object]]:
        return [contact(number, "2026-06-01", **more) for number in range(count)]

    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(*rows(200, amount=1))])
    with Landing.open(settings, "hubspot") as landing:
        result = landing.load([contacts(*rows(200))])
    assert result.warnings == ["column changed: contacts.amount: no value any more"]


def test_an_empty_answer_wipes_nothing(settings: Settings) -> None:
    pipelines = TableLoad("pipelines", ("id",), [{"id": "p1"}], unit=())
    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(contact(1, "2026-06-01")), pipelines])
    with Landing.open(settings, "hubspot") as landing:
        empty = TableLoad("pipelines", ("id",), [], unit=())
        result = landing.load([contacts(), empty])
        assert landing.cursor("contacts") == "2026-06-01T00:00:00.000000Z"
    assert result.rows_new == {"contacts": 0, "pipelines": 0}
    assert landed(settings) and landed(settings, "pipelines")


def test_a_unit_that_did_not_change_is_not_landed_again(settings: Settings) -> None:
    def days(spend: int) -> TableLoad:
        rows = [
            {"day": "2026-06-01", "id": 1, "spend": 5},
            {"day": "2026-06-02", "id": 1, "spend": spend},
        ]
        return TableLoad("days", ("day", "id"), rows, unit=("day",))

    counts = []
    for spend in (7, 7, 8):
        with Landing.open(settings, "hubspot") as landing:
            counts.append(landing.load([days(spend)]).rows_new["days"])
    assert counts == [2, 0, 1]


def test_a_backfill_moves_no_cursor_and_leaves_nothing_pending(settings: Settings) -> None:
    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(contact(1, "2026-06-20"))])
    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(contact(2, "2026-06-25"))], move_cursor=False)
    with Landing.open(settings, "hubspot") as landing:
        assert landing.cursor("contacts") == "2026-06-20T00:00:00.000000Z"
        assert not landing._pipeline.has_pending_data
    assert [row["id"] for row in landed(settings)] == ["1", "2"]


def test_a_record_from_the_future_does_not_make_the_next_run_skip_the_present(
    settings: Settings,
) -> None:
    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(contact(1, "9999-01-01T00:00:00Z"))])
    with Landing.open(settings, "hubspot") as landing:
        assert landing.cursor("contacts") == "2026-07-01T03:10:00.000000Z"


def test_extract_times_rise_even_when_the_clock_goes_back(settings: Settings) -> None:
    for name in ("first", "second"):
        with Landing.open(settings, "hubspot") as landing:
            landing.load([contacts(contact(1, "2026-06-01", name=name))])
        settings.now = START - timedelta(days=1)
    assert landed(settings)[0]["name"] == "second"


def test_an_extract_that_breaks_lands_nothing_and_keeps_its_cursor(settings: Settings) -> None:
    def breaking() -> Iterator[dict[str, object]]:
        yield contact(2, "2026-06-02")
        raise RuntimeError("the vendor is gone")

    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(contact(1, "2026-06-01"))])
    table = TableLoad("contacts", ("id",), breaking(), cursor="updated_at")
    with Landing.open(settings, "hubspot") as landing, pytest.raises(LandingError, match="extract"):
        landing.load([table])
    with Landing.open(settings, "hubspot") as landing:
        assert landing.cursor("contacts") == "2026-06-01T00:00:00.000000Z"
    assert [row["id"] for row in landed(settings)] == ["1"]


def test_a_poisoned_package_does_not_block_the_next_night(settings: Settings) -> None:
    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(contact(1, "2026-06-01"))])
        with pytest.raises(PipelineStepFailed, match="normalize"):
            landing._pipeline.run(
                [{"id": 1}, {"id": None}],
                table_name="poisoned",
                columns={"id": {"data_type": "bigint", "nullable": False}},
                loader_file_format="parquet",
            )
        assert landing._pipeline.has_pending_data
    with Landing.open(settings, "hubspot") as landing:
        assert "unfinished load was dropped" in landing.warnings[0]
        assert landing.cursor("contacts") == "2026-06-01T00:00:00.000000Z"
        assert landing.load([contacts(contact(3, "2026-06-03"))]).rows_new == {"contacts": 1}
    assert [row["id"] for row in landed(settings)] == ["1", "3"]


def test_emptied_landing_is_read_from_the_beginning(settings: Settings) -> None:
    import shutil

    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(contact(1, "2026-06-01"))])
    shutil.rmtree(settings.landing_dir)
    with Landing.open(settings, "hubspot") as landing:
        assert landing.cursor("contacts") is None
        assert "beginning" in landing.warnings[0]


def test_lost_state_is_restored_from_landing(settings: Settings) -> None:
    import shutil

    with Landing.open(settings, "hubspot") as landing:
        landing.load([contacts(contact(1, "2026-06-01"))])
    shutil.rmtree(settings.state_dir)
    with Landing.open(settings, "hubspot") as landing:
        assert landing.cursor("contacts") == "2026-06-01T00:00:00.000000Z"


def test_a_second_run_at_once_waits_then_fails_cleanly(settings: Settings) -> None:
    with (
        Landing.open(settings, "hubspot"),
        pytest.raises(LandingError, match="another run is extracting hubspot"),
        Landing.open(settings, "hubspot", wait_seconds=0.3),
    ):
        pass


RUN = """
import sys, time
from datetime import UTC, datetime
from orchestration.resources.landing import Landing
from orchestration.resources.rows import TableLoad
from orchestration.settings import Settings

settings = Settings.load(home=sys.argv[1], now=datetime(2026, 7, 1, 3, tzinfo=UTC))

def rows():
    for number in range(60_000):
        if number == 40_000:
            print("extracting", flush=True)
            time.sleep(float(sys.argv[2]))
        yield {"id": number, "updated_at": "2026-06-01T00:00:00Z", "filler": "x" * 50}
    print("extracted", flush=True)

with Landing.open(settings, "hubspot") as landing:
    small = [{"id": number} for number in range(2000)]
    tables = [TableLoad("table_0", ("id",), rows(), cursor="updated_at")]
    tables += [TableLoad(f"table_{number}", ("id",), small) for number in range(1, 20)]
    landing.load(tables)
print("landed", flush=True)
"""


@pytest.mark.parametrize(
    ("after", "delay"),
    [
        ("extracting", 0.0),
        ("extracted", 0.0),
        ("extracted", 0.2),
        ("extracted", 0.5),
        ("extracted", 0.8),
    ],
)
def test_killed_anywhere_the_rerun_is_exact_and_half_a_load_is_never_read(
    settings: Settings, after: str, delay: float
) -> None:
    hold = "30" if after == "extracting" else "0"
    command = [sys.executable, "-c", RUN, str(settings.home), hold]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=os.getcwd())
    assert process.stdout is not None
    while process.stdout.readline().strip() != after:
        pass
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    raw = settings.landing_dir / "raw"
    visible = _rows(raw)
    assert visible in ({}, _expected())
    subprocess.run(
        [sys.executable, "-c", RUN, str(settings.home), "0"], check=True, cwd=os.getcwd()
    )
    assert _rows(raw) == _expected()
    with Landing.open(settings, "hubspot") as landing:
        assert landing.cursor("table_0") == "2026-06-01T00:00:00.000000Z"


def _expected() -> dict[str, int]:
    return {"table_0": 60_000, **{f"table_{number}": 2000 for number in range(1, 20)}}


def _rows(raw: Path) -> dict[str, int]:
    """Distinct keys per table over complete loads, as a reader would see them."""
    counts: dict[str, int] = {}
    loads = completed_loads(raw, "hubspot")
    for folder in (raw / "hubspot").glob("table_*"):
        files = [str(path) for load in loads for path in folder.glob(f"load_id={load}/*.parquet")]
        if files:
            query = "select count(distinct id) from read_parquet($files, union_by_name = true)"
            counts[folder.name] = duckdb.execute(query, {"files": files}).fetchone()[0]
    return counts
