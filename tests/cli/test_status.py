"""`status` and `doctor`: what a person, a script and a terminal are told of an installation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration import runs
from orchestration.settings import Settings
from tests.cli.conftest import Headwater
from tests.support.small_home import SmallHome

CALLRAIL = "callrail is off: HEADWATER_CALLRAIL__API_KEY, HEADWATER_CALLRAIL__ACCOUNT_ID not set"
COLOUR = re.compile(r"\x1b\[[0-9;]*[34]\d[0-9;]*m")


def test_status_after_a_good_night(night: Headwater, small: SmallHome) -> None:
    told = night("status")

    assert (told.code, told.err) == (0, "")
    assert "last run    nightly good, started 20" in told.out
    assert f"published   {small.version}" in told.out
    assert re.search(r"^landing +2026-05-25 12:00 +ok", told.out, re.MULTILINE)
    assert CALLRAIL in told.out


def test_status_for_scripts_is_one_line_of_json_with_the_same_facts(
    night: Headwater, small: SmallHome
) -> None:
    told = night("status", "--json")

    assert told.out.count("\n") == 1
    facts = json.loads(told.out)
    assert facts["last_run"]["status"] == "good"
    assert facts["last_run"]["steps"]["build"]["payload"]["failed"] == []
    assert facts["last_good_run"] == facts["last_run"]["started_at"]
    assert facts["published"] == small.version
    assert facts["home"] == str(small.home)
    assert {row["system"]: row["state"] for row in facts["sources"]}["landing"] == "ok"
    assert isinstance(facts["ledger"], dict)


def test_status_before_the_first_night(headwater: Headwater, tmp_path: Path) -> None:
    home = tmp_path / "[red]a home[/]"

    told = headwater("status", HEADWATER_HOME=str(home))

    assert told.code == 0
    assert told.out == f"no run yet in {home}; headwater nightly starts one\n"
    assert json.loads(headwater("status", "--json").out)["last_run"] is None


@pytest.mark.parametrize(
    ("ended", "code"), [("good", 0), ("failed", 1), ("partial", 3), ("killed", 1)]
)
def test_the_exit_code_of_status_is_that_of_the_last_run(
    headwater: Headwater, tmp_path: Path, ended: runs.Status, code: int
) -> None:
    settings = Settings.load(home=tmp_path / "home")
    runs.start(settings, "one", "nightly")
    runs.finish(settings, "one", ended, "[/] names are [bold]input[/]")

    told = headwater("status")

    assert told.code == code
    assert f"nightly {ended}" in told.out
    assert "[/] names are [bold]input[/]" in told.out


@pytest.mark.parametrize("command", ["status", "doctor", "explain v1"])
def test_a_pipe_gets_no_escape_sequences_and_whole_lines(night: Headwater, command: str) -> None:
    narrow, wide = (night(*command.split(), COLUMNS=columns).out for columns in ("40", "400"))

    assert "\x1b" not in narrow
    assert narrow.count("\n") == wide.count("\n")
    assert not re.search(" $", narrow, re.MULTILINE)


def test_a_narrow_terminal_breaks_lines_and_cuts_nothing_off(
    terminal: Callable[..., str],
) -> None:
    shown = terminal("status")

    assert CALLRAIL in shown
    # Nothing pads a line beyond its words: on eighty columns that would look like empty lines.
    assert not re.search(r" +(\x1b\[0m)?$", shown, re.MULTILINE)


def test_no_color_leaves_no_colour_and_says_the_same(terminal: Callable[..., str]) -> None:
    coloured, plain = terminal("doctor"), terminal("doctor", NO_COLOR="1")

    assert COLOUR.search(coloured)
    assert not COLOUR.search(plain)
    assert "home" in plain


def test_doctor_finds_a_working_installation(night: Headwater, small: SmallHome) -> None:
    told = night("doctor")

    assert told.code == 0
    assert not [line for line in told.out.splitlines() if line.startswith("bad")]
    for subject in ("python", "dbt-duckdb", "seeds and vars", "warehouse", "published", "disk"):
        assert re.search(rf"^(ok  |warn)  {subject} ", told.out, re.MULTILINE), subject
    assert str(small.home) in told.out


def test_doctor_says_that_credentials_are_set_and_never_which(headwater: Headwater) -> None:
    told = headwater("doctor", HEADWATER_HUBSPOT__ACCESS_TOKEN="pat-na1-secret")

    assert re.search(r"^ok .* hubspot +credentials are set", told.out, re.MULTILINE)
    assert "pat-na1-secret" not in told.out + told.err


def test_doctor_names_what_would_stop_a_night_with_its_fix(
    night: Headwater, small: SmallHome
) -> None:
    (small.home / "warehouse.duckdb").write_bytes(b"not a database" * 1000)

    told = night("doctor", HEADWATER_VARS='{"lookback_days": -1}')

    assert told.code == 2
    bad = [line for line in told.out.splitlines() if line.startswith("bad")]
    assert [line[6:24].strip() for line in bad] == ["seeds and vars", "warehouse"]
    assert all(" — FIX: " in line for line in bad)
