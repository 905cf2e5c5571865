"""dbt's log as we keep it: from info upwards, without secrets, in files that do not grow."""

from __future__ import annotations

from pathlib import Path

import pytest
from dbt_common.events.base_types import EventLevel, EventMsg, msg_from_base_event
from dbt_common.events.types import Note

from orchestration.warehouse import log
from orchestration.warehouse.log import dbt_log


def event(text: str, level: EventLevel) -> EventMsg:
    return msg_from_base_event(Note(msg=text), level)


def test_lines_from_info_upwards_with_their_level(tmp_path: Path) -> None:
    with dbt_log(tmp_path / "logs") as heard:
        heard(event("one", EventLevel.INFO))
        heard(event("two", EventLevel.DEBUG))
        heard(event("three", EventLevel.WARN))
        heard(event("  ", EventLevel.INFO))
        heard(event("four: ünïcode", EventLevel.ERROR))

    lines = (tmp_path / "logs" / "dbt.log").read_text(encoding="utf-8").splitlines()
    assert [line.split(" [", 1)[1] for line in lines] == [
        "INFO ] one",
        "WARNING] three",
        "ERROR] four: ünïcode",
    ]


@pytest.mark.parametrize("level", [EventLevel.WARN, EventLevel.ERROR])
def test_trouble_is_written_without_addresses_and_tokens(tmp_path: Path, level: EventLevel) -> None:
    with dbt_log(tmp_path) as heard:
        heard(event("no cast for 'jane@shop.example'", level))

    text = (tmp_path / "dbt.log").read_text(encoding="utf-8")
    assert "no cast for" in text
    assert "jane@shop.example" not in text


def test_the_log_goes_on_and_turns_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MAX_BYTES", 500)
    for night in range(40):
        with dbt_log(tmp_path) as heard:
            heard(event(f"night {night:02d} " + "x" * 80, EventLevel.INFO))

    files = sorted(tmp_path.glob("dbt.log*"))
    assert len(files) == log.FILES_KEPT + 1
    assert all(file.stat().st_size <= 500 for file in files)
    assert "night 39" in (tmp_path / "dbt.log").read_text(encoding="utf-8")


def test_a_closed_log_holds_no_file_open(tmp_path: Path) -> None:
    before = _open_files()
    for _ in range(3):
        with dbt_log(tmp_path) as heard:
            heard(event("one", EventLevel.INFO))

    assert _open_files() == before


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
