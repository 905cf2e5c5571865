"""Tables of connectors: our own loads count when complete, foreign shapes are read as they are."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

from tests.landing.conftest import Installation
from tests.support.landing_files import write_rows

REAL = Path(__file__).parents[2] / "examples" / "real" / "landing" / "connector"


def land(door: Installation, system: str, table: str, load: str, *rows: dict) -> None:
    """Part of a load, as dlt's filesystem destination lays it out."""
    folder = door.home / "landing" / "raw" / system
    write_rows(folder / table / f"load_id={load}" / "0.parquet", rows)


def complete(door: Installation, system: str, load: str, status: int = 0) -> None:
    folder = door.home / "landing" / "raw" / system / "_dlt_loads"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{system}__{load}.jsonl").write_text(json.dumps({"load_id": load, "status": status}))


def test_only_complete_loads_are_read(door: Installation) -> None:
    contact = dict(created_at="2026-01-01T00:00:00Z", _extracted_at="2026-06-01T00:00:00Z")
    land(door, "hubspot", "contacts", "1.5", contact | dict(id="1", email="a@example.org"))
    land(door, "hubspot", "contacts", "2.5", contact | dict(id="2"))
    complete(door, "hubspot", "1.5")
    report = door.accept()
    assert report.lines() == []
    assert door.rows("hubspot/contacts", "id", "extracted_at", "email_domain") == [
        ("1", datetime(2026, 6, 1), "example.org")
    ]
    complete(door, "hubspot", "2.5", status=1)
    door.accept()
    assert len(door.rows("hubspot/contacts", "id")) == 1
    complete(door, "hubspot", "2.5")
    door.accept()
    assert len(door.rows("hubspot/contacts", "id")) == 2


def test_a_load_whose_marker_is_half_written_does_not_count(door: Installation) -> None:
    land(door, "callrail", "calls", "7.1", dict(id="1", start_time="2026-01-01T09:00:00+01:00"))
    complete(door, "callrail", "7.1")
    marker = door.home / "landing/raw/callrail/_dlt_loads/callrail__7.1.jsonl"
    content = marker.read_text()
    marker.write_text(content[:10])
    door.accept()
    assert door.rows("callrail/calls") == []
    marker.write_text(content)
    door.accept()
    assert door.rows("callrail/calls", "id", "start_time") == [("1", datetime(2026, 1, 1, 8))]


def test_status_of_a_connector(door: Installation) -> None:
    land(door, "intercom", "contacts", "1.1", dict(id="1"))
    complete(door, "intercom", "1.1")
    reports = door.home / "state" / "extracts"
    reports.mkdir(parents=True)
    failed = dict(
        state="failed", message="401 from api", last_success_at="2026-06-28T03:00:00+00:00"
    )
    (reports / "callrail.json").write_text(json.dumps(failed))
    ok = dict(state="ok", message="", last_success_at="2026-06-29T03:00:00+00:00")
    (reports / "google_ads.json").write_text(json.dumps(ok))
    door.accept()
    states = {
        row[0]: row[1:] for row in door.rows("door/source_status", "system", "state", "message")
    }
    assert states["intercom"] == ("ok", "")
    assert states["callrail"] == ("failed", "401 from api")
    assert states["google_ads"] == ("stale", "nothing new since 2026-06-29 03:00 UTC")
    assert states["hubspot"][0] == states["snowplow"][0] == "off"


def test_real_samples_of_foreign_shapes_pass_whole(door: Installation) -> None:
    shutil.copytree(REAL, door.home / "landing" / "connector")
    door.sources = {"google_ads": "fivetran", "hubspot": "fivetran", "snowplow": "on"}
    report = door.accept()
    assert report.is_clean
    assert report.table("snowplow", "events").rows_accepted == 160
    assert report.table("hubspot_fivetran", "deal").rows_accepted == 44
    assert len(report.tables) == 21
    spend = door.rows("google_ads_fivetran/campaign_stats", "sum(cost_micros)")
    assert spend[0][0] > 0
    # The sample's addresses are hashes already, of another kind: no key can be made of them.
    assert report.table("hubspot_fivetran", "contact").notices == [
        "landing/connector/hubspot_fivetran/contact.csv: property_email: "
        "22 different values are no email"
    ]


def test_names_of_connector_files(door: Installation) -> None:
    door.sources = {"hubspot": "fivetran"}
    folder = door.home / "landing/connector/hubspot_fivetran"
    for number, name in enumerate(
        ["company.csv", "company_data.csv", "company-2026-03.csv", "company/x/part.csv"]
    ):
        write_rows(folder / name, [dict(id=str(number))])
    write_rows(folder / "company_property_history.csv", [dict(id="9")])
    door.accept()
    assert door.rows("hubspot_fivetran/company", "id") == [("0",), ("1",), ("2",), ("3",)]


def test_what_a_connector_kept_aside_is_told_with_the_rest(door: Installation) -> None:
    folder = door.home / "rejects" / "hubspot" / "contacts"
    folder.mkdir(parents=True)
    entry = dict(
        system="hubspot", table_name="contacts", row_number=3, column_name="id", reason="no key",
        rejected_at="2026-06-30T02:00:00+00:00", row={"email": "jane@example.org"},
    )  # fmt: skip
    (folder / "1751.25.jsonl").write_text(json.dumps(entry) + "\n" + json.dumps(entry)[:30])
    door.accept()
    assert door.rejects() == [("contacts", 3, "id", "no key")]
    door.sources = {"hubspot": "off"}
    door.accept()
    assert door.rejects() == []
