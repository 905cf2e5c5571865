"""One night killed five times, a real reader looking on; the sixth attempt ends as if nothing was.

The attempts build on each other's wreckage, which is harder than five separate kills.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.night.conftest import CONTACTS, DAY_TWO, Undisturbed, deliver_day_two
from tests.support.loopback import Portal, portal
from tests.support.small_home import OF_RUNS, Ended, SmallHome, ask, differences, ended

# A BI tool: one connection kept open, and the published file opened anew again and again. Each
# line it prints is one look: (version, sum of all values).
READER = """
import json, os, sys, time, duckdb
path, stop = sys.argv[1], sys.argv[2]
sql = "select run_id, (select sum(value) from marts.fct_conversions)::varchar from marts._meta"
held = duckdb.connect(os.path.realpath(path), read_only=True)
while not os.path.exists(stop):
    with duckdb.connect(os.path.realpath(path), read_only=True) as fresh:
        print(json.dumps([held.execute(sql).fetchone(), fresh.execute(sql).fetchone()]), flush=True)
    time.sleep(0.2)
"""


@dataclass
class Killed:
    """What was seen after each kill, and after the attempt that went through."""

    last: Ended
    crm: Portal
    versions: dict[str, str] = field(default_factory=dict)
    refusal: Ended | None = None
    status: Ended | None = None
    looks: list = field(default_factory=list)


@pytest.fixture(scope="module")
def killed(small: SmallHome, undisturbed: Undisturbed) -> Iterator[Killed]:
    small.restore("base")
    deliver_day_two(small)
    stop = small.root / "stop-reading"
    stop.unlink(missing_ok=True)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, small.home / "published/current/headwater.duckdb", stop],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with portal(*CONTACTS) as crm:
        settings = {**crm.settings, "HEADWATER_NOW": DAY_TWO}
        seen = Killed(Ended(0, "", ""), crm)
        for moment in ("door", "building", "built", "publishing", "published"):
            skip = ["skip-build"] if moment in {"publishing", "published"} else []
            attempt = ended(small.start("-m", "tests.night.driver", moment, *skip, **settings))
            assert attempt.code == -signal.SIGKILL, attempt.out + attempt.err
            seen.versions[moment] = small.version
            if moment == "building":
                seen.refusal = small.headwater("publish", **settings)
                seen.status = small.headwater("status", **settings)
        seen.last = small.headwater("nightly", **settings)
        seen.versions["last"] = small.version
        stop.touch()
        out, err = reader.communicate(timeout=60)
        assert reader.returncode == 0, err
        seen.looks = [json.loads(line) for line in out.splitlines()]
        yield seen


def test_the_attempt_after_the_kills_is_good(killed: Killed) -> None:
    assert killed.last.code == 0, killed.last.out + killed.last.err


def test_the_marts_equal_those_of_a_night_that_nobody_disturbed(
    killed: Killed, undisturbed: Undisturbed, small: SmallHome
) -> None:
    assert differences(undisturbed.marts, small.marts, OF_RUNS) == {}


def test_the_log_of_changes_has_the_night_once(
    killed: Killed, undisturbed: Undisturbed, small: SmallHome
) -> None:
    sql = """
        select attribution_model, channel, conversion_id, cause, old_value_minor, new_value_minor
        from marts.fct_credit_changes order by all
    """
    assert small.ask(sql) == ask(undisturbed.marts, sql)


def test_yesterdays_marts_stay_until_the_switch_and_not_a_moment_longer(killed: Killed) -> None:
    yesterday = killed.versions["door"]

    assert yesterday.startswith("000001_")
    for moment in ("building", "built", "publishing"):
        assert killed.versions[moment] == yesterday, moment
    assert killed.versions["published"].startswith("000002_")


def test_a_reader_sees_whole_versions_throughout(killed: Killed) -> None:
    held = {tuple(look[0]) for look in killed.looks}
    fresh = {tuple(look[1]) for look in killed.looks}

    assert len(killed.looks) > 10
    assert len(held) == 1  # an open connection stays with its version
    assert held <= fresh
    assert len({run_id for run_id, _ in fresh}) == len(fresh)  # one sum in each version
    assert len(fresh) <= 3  # yesterday's, and those of the two nights that switched


def test_half_a_build_is_not_published_by_hand(killed: Killed) -> None:
    assert killed.refusal is not None
    assert killed.refusal.code == 1
    assert killed.refusal.err.startswith("E131 ")
    assert "only a run whose blocking checks passed may be published" in killed.refusal.err


def test_status_says_that_the_run_was_killed(killed: Killed) -> None:
    assert killed.status is not None
    assert killed.status.code == 1
    assert "nightly killed" in killed.status.out or "publish failed" in killed.status.out


def test_the_crm_is_told_once(killed: Killed, undisturbed: Undisturbed) -> None:
    written = killed.crm.written

    assert {key: len(writes) for key, writes in written.items()} == dict.fromkeys(CONTACTS, 1)
    assert {key: _facts(writes) for key, writes in written.items()} == {
        key: _facts(writes) for key, writes in undisturbed.written.items()
    }


def test_nothing_half_done_is_left_behind(killed: Killed, small: SmallHome) -> None:
    published = small.home / "published"

    assert not list(published.glob(".building-*"))
    assert not list((small.home / "accepted" / ".drafts").glob("*"))


def _facts(writes: list[dict[str, str]]) -> list[dict[str, str]]:
    return [dict(sorted(values.items())) for values in writes]
