"""kill -9 at named points, then a rerun: nothing lost, nothing doubled at the destination."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from orchestration.exports import LeaseHeld, run_export
from orchestration.exports.ledger import Ledger
from orchestration.exports.ledger_lease import destination_lease
from tests.exports.support import SALE_ACTION, conversion, google_settings, publish_conversions
from tests.exports.test_hubspot import (  # noqa: F401 - fixtures
    COLUMNS,
    JOHN,
    TABLE,
    hubspot_settings,
    portal,
    provision,
    publish_table,
    url,
)

POINTS = ["before_send", "after_send", "after_record"]
ROWS = 25


def run_and_kill(destination, home, address, point, occurrence=2):
    """A run in batches of ten that dies at the second passing of a point."""
    command = [sys.executable, "-m", "tests.exports.kill_runner", destination, str(home), address]
    process = subprocess.run([*command, point, str(occurrence)], capture_output=True, text=True)
    assert process.returncode == -signal.SIGKILL, process.stderr


@pytest.mark.parametrize("point", POINTS)
def test_google(point, tmp_path, platform):
    rows = [conversion(number) for number in range(ROWS)]
    publish_conversions(tmp_path, rows)
    run_and_kill("google_data_manager", tmp_path, platform.endpoint, point)
    bodies_before = list(platform.bodies)
    settings = google_settings(tmp_path, platform.endpoint)
    report = run_export(settings, "google_data_manager", "live")
    assert len(platform.conversions) == ROWS
    assert platform.total(SALE_ACTION) == ROWS * 1000.0
    assert report.resent == (0 if point == "after_record" else 10)
    if point == "after_send":
        assert platform.bodies[len(bodies_before)] == bodies_before[-1], "resent byte for byte"
    assert run_export(settings, "google_data_manager", "live").sent == 0


@pytest.mark.parametrize("point", POINTS)
def test_hubspot(point, tmp_path, portal, url):  # noqa: F811
    settings = hubspot_settings(tmp_path, url)
    provision(settings)
    rows = [{**JOHN, "lead_id": str(101 + number)} for number in range(ROWS)]
    publish_table(tmp_path, TABLE, rows, COLUMNS)
    run_and_kill("hubspot", tmp_path, url, point)
    report = run_export(settings, "hubspot", "live")
    contacts = [portal.contacts[row["lead_id"]] for row in rows]
    assert all(each.properties["hw_original_channel"] == "Organic Search" for each in contacts)
    assert all(len(each.writes) == 1 for each in contacts), "no field was written twice"
    assert report.protected == 0, "our own values are not taken for a human's"
    publish_table(
        tmp_path, TABLE, [{**row, "original_channel": "Paid Social"} for row in rows], COLUMNS
    )
    assert run_export(settings, "hubspot", "live").accepted == ROWS


def test_two_runs_at_once(tmp_path, platform):
    publish_conversions(tmp_path, [conversion(1)])
    settings = google_settings(tmp_path, platform.endpoint)
    ledger = Ledger.open(settings.ledger_database_url)
    held = destination_lease(ledger, "google_data_manager")
    with held, pytest.raises(LeaseHeld, match="another run"):
        run_export(settings, "google_data_manager", "live")
    assert platform.bodies == []
    assert run_export(settings, "google_data_manager", "live").accepted == 1
