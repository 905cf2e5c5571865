"""Nights that nobody disturbs: complete, told in plain lines, the same when nothing is new."""

from __future__ import annotations

from tests.night.conftest import CONTACTS, Undisturbed
from tests.support.small_home import OF_RUNS, SmallHome, ask, differences

CHANGES = "select * from marts.fct_credit_changes order by all"


def test_the_first_night_without_credentials_is_good_and_says_what_is_off(small: SmallHome) -> None:
    out = (small.root / "first-night.out").read_text(encoding="utf-8")

    assert "The night is good." in out
    for system in ("google_ads", "hubspot", "callrail", "intercom"):
        assert f"{system} is off: HEADWATER_" in out
    assert "not set" in out


def test_a_pipe_gets_whole_plain_lines(undisturbed: Undisturbed) -> None:
    out = undisturbed.night.out

    assert "\x1b" not in out
    assert "…" not in out
    assert "google_data_manager  off" in out
    for step in ("extract hubspot", "landing", "build", "publish", "export hubspot", "report"):
        assert any(line.split("  ")[-1] and step in line for line in out.splitlines()), step
    assert "gap 0.00" in out


def test_the_second_night_takes_in_what_is_new(undisturbed: Undisturbed, small: SmallHome) -> None:
    assert undisturbed.night.code == 0, undisturbed.night.err
    assert "3 rows in, 0 set aside" in undisturbed.night.out
    assert set(undisturbed.written) == set(CONTACTS)
    assert all(len(writes) == 1 for writes in undisturbed.written.values())


def test_a_night_with_nothing_new_changes_nothing_and_sends_nothing(
    undisturbed: Undisturbed,
) -> None:
    assert undisturbed.again.code == 0, undisturbed.again.err
    assert "0 rows in, 0 set aside" in undisturbed.again.out
    # What was sent is a fact of the night before, and a row of the next one's marts.
    assert differences(undisturbed.marts, undisturbed.again_marts, [*OF_RUNS, "rpt_exports"]) == {}
    assert ask(undisturbed.again_marts, CHANGES) == ask(undisturbed.marts, CHANGES)
    assert undisturbed.again_written == undisturbed.written


def test_the_freshness_of_each_source_is_told_on_an_empty_day(undisturbed: Undisturbed) -> None:
    line = next(line for line in undisturbed.again.out.splitlines() if line.startswith("landing  "))
    assert line.split()[1:4] == ["0", "0", "2026-06-01"]
