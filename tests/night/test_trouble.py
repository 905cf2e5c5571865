"""Nights that meet trouble: what is told, what is published, and how they end."""

from __future__ import annotations

import json
import os

import duckdb
import pytest

from tests.support.holding import holding
from tests.support.landing_files import write_landing
from tests.support.loopback import answering
from tests.support.small_company import deal, page
from tests.support.small_home import SmallHome

HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


# -- the warehouse is open elsewhere ---------------------------------------------------------------


def test_a_locked_warehouse_fails_the_night_and_names_the_process(home: SmallHome) -> None:
    before = home.version
    with (
        answering(200) as webhook,
        holding(HOLDER, home.home / "warehouse.duckdb") as other,
    ):
        night = home.headwater("nightly", HEADWATER_FAILURE_WEBHOOK=f"{webhook.url}/hook")
        build = home.headwater("build")

    assert night.code == 1
    assert f"(process {other.pid})" in night.err
    _has_the_shape_of_an_error(night.err, "E122")
    assert "nothing was published" in night.out
    assert home.version == before
    assert build.code == 1
    assert f"(process {other.pid})" in build.err
    _has_the_shape_of_an_error(build.err, "E122")
    # The webhook hears of it, once, with the same reason.
    (message,) = webhook.posted
    assert message["step"] == "warehouse"
    assert f"(process {other.pid})" in message["text"]


# -- two nights at once ----------------------------------------------------------------------------

LOCK_HOLDER = """
import sys, time
from pathlib import Path
from orchestration.resources.night_lock import night_lock
with night_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read() if len(sys.argv) < 3 else time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize("command", ["nightly", "build", "publish", "report"])
def test_a_second_run_is_refused_and_names_the_first(home: SmallHome, command: str) -> None:
    with holding(LOCK_HOLDER, home.home) as other:
        second = home.headwater(command)

    assert second.code == 1
    assert f"process {other.pid} holds it since" in second.err
    _has_the_shape_of_an_error(second.err, "E110")


def test_a_second_run_waits_for_the_first(home: SmallHome) -> None:
    with holding(LOCK_HOLDER, home.home, 3) as other:
        second = home.headwater("report", HEADWATER_LOCK_WAIT_MINUTES="2")
        assert other.poll() is not None

    assert second.code == 0, second.err


# -- a check fails ---------------------------------------------------------------------------------


def test_a_failing_check_publishes_nothing_and_names_what_and_when(home: SmallHome) -> None:
    # Nobody answers at the webhook, which changes nothing.
    before, report = home.version, (home.home / "report" / "index.html").read_bytes()
    write_landing(home.home, {"opportunities": [deal("d9", 100, "SEK", 7)]}, name="krona")

    night = home.headwater("nightly", HEADWATER_FAILURE_WEBHOOK="http://127.0.0.1:9/hook")

    assert night.code == 1
    _has_the_shape_of_an_error(night.err, "E130")
    assert "rates_are_known" in night.err
    assert "currency SEK, business_day 2026-05-17" in night.err
    assert home.version == before
    assert (home.home / "report" / "index.html").read_bytes() == report
    assert "E1" not in night.out
    # By hand it is refused as well, and status remembers why.
    assert home.headwater("publish").code == 1
    assert home.ask("select count(*) from marts.fct_opportunities where currency = 'SEK'") == [(0,)]


# -- sources ---------------------------------------------------------------------------------------


def test_one_source_down_and_bad_files_leave_the_night_partial(home: SmallHome) -> None:
    before = home.version
    write_landing(
        home.home,
        {
            "web_events": [page("v20", "2026-06-01 12:00:00", "/"), page("v21", "yesterday", "/")],
            "leads": [{"lead_id": "no-crm", "created_at": "2026-06-01 12:00:00"}],
        },
        name="mixed",
    )
    with answering(401) as vendor:
        night = home.headwater(
            "nightly",
            "--json",
            HEADWATER_HUBSPOT__ACCESS_TOKEN="pat-expired-secret",
            HEADWATER_HUBSPOT__BASE_URL=vendor.url,
        )

    assert night.code == 3, night.err
    run = json.loads(night.out)
    steps = run["steps"]
    assert run["status"] == "partial"
    assert steps["extract hubspot"]["status"] == "failed"
    assert "401" in run["message"]
    assert "pat-expired-secret" not in night.out + night.err
    # The others ran, the good row is in, the bad ones are told with their reason.
    assert steps["extract intercom"]["status"] == "off"
    assert steps["publish"]["status"] == "good"
    assert home.version != before
    assert home.ask("select count(*) from marts.fct_sessions where visitor_id = 'v20'") == [(1,)]
    assert "leads/mixed.jsonl: lacks the required column crm" in run["message"]
    assert any("1 rows kept aside" in line for line in steps["landing"]["payload"]["lines"])
    # The report and status say so, too.
    assert "401" in (home.home / "report" / "index.html").read_text(encoding="utf-8")
    status = home.headwater("status")
    assert status.code == 3
    assert "401" in status.out


def test_an_empty_home_without_a_landing_folder_is_fine(small: SmallHome) -> None:
    small.restore(None)

    night = small.headwater("nightly", "--quiet")

    assert night.code == 0, night.err
    assert "gap 0.00" in night.out
    assert not night.out.startswith("off")  # quiet: no progress
    with duckdb.connect(str(small.marts), read_only=True) as marts:
        assert marts.execute("select count(*) from marts.fct_conversions").fetchone() == (0,)


def _has_the_shape_of_an_error(text: str, code: str) -> None:
    """What, where, why, fix on one line of its own; never a traceback."""
    line = next((line for line in text.splitlines() if line.startswith(f"{code} ")), "")
    assert line.count(" — ") >= 3, text
    assert " — FIX: " in line
    assert "Traceback" not in text
    assert os.linesep not in line
