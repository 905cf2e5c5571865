"""Later nights: only what is new is read, first-seen times stay, changed files replace rows."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.landing.accept import accept
from orchestration.landing.identifiers import Identifiers
from orchestration.landing.manifest import Manifest
from orchestration.landing.suppression import Suppressed
from orchestration.settings import Settings
from tests.landing.conftest import NIGHT, Installation, event
from tests.support.landing_files import write_rows

NEXT_NIGHT = NIGHT + timedelta(days=1)


def naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def test_a_second_run_reads_nothing_and_changes_nothing(door: Installation) -> None:
    door.drop("web_events", event(1), event(2, event_at="x"))
    door.accept()
    before = {
        path: path.stat().st_mtime_ns for path in (door.home / "accepted").rglob("load_id=l*/*")
    }
    report = door.accept()
    assert report.tables == {} and report.is_clean
    after = {
        path: path.stat().st_mtime_ns for path in (door.home / "accepted").rglob("load_id=l*/*")
    }
    assert after == before


def test_first_seen_is_the_default_of_extracted_at_and_stays(door: Installation) -> None:
    door.drop("web_events", event(1), event(2, extracted_at="2026-01-01T00:00:00Z"))
    door.accept()
    door.now = NEXT_NIGHT
    door.drop("web_events", event(3))
    door.accept()
    expected = [
        ("e1", naive(NIGHT)),
        ("e2", datetime(2026, 1, 1)),
        ("e3", naive(NEXT_NIGHT)),
    ]
    assert door.rows("landing/web_events", "event_id", "extracted_at") == expected
    door.now = NEXT_NIGHT + timedelta(days=9)
    door.accept(reread=True)
    assert door.rows("landing/web_events", "event_id", "extracted_at") == expected


def test_load_ids_sort_by_night(door: Installation) -> None:
    for number in range(3):
        door.drop("web_events", event(number))
        door.accept()
    rows = door.rows("landing/web_events", "load_id", "event_id")
    assert [number for _, number in rows] == ["e0", "e1", "e2"]


def test_a_touched_file_is_not_read_again(door: Installation) -> None:
    path = door.drop("web_events", event(1))
    door.accept()
    os.utime(path, ns=(1, 1))
    assert door.accept().tables == {}


def test_a_file_that_vanishes_keeps_its_rows(door: Installation) -> None:
    path = door.drop("web_events", event(2))
    door.accept()
    path.unlink()
    door.accept()
    assert door.rows("landing/web_events", "event_id") == [("e2",)]


def test_a_changed_file_replaces_its_rows_alone(door: Installation) -> None:
    path = door.drop("web_events", event(1), event(2), event(3, event_at="x"))
    door.drop("web_events", event(8))
    door.accept()
    door.now = NEXT_NIGHT
    write_rows(path, [event(2), event(4)])
    report = door.accept()
    assert door.rows("landing/web_events", "event_id") == [("e2",), ("e4",), ("e8",)]
    assert door.rejects() == []
    assert any("1 rows are gone" in line for line in report.lines())
    assert report.withdrawn_at == NEXT_NIGHT
    assert door.accept().tables == {}


def test_a_file_that_only_grows_withdraws_nothing(door: Installation) -> None:
    path = door.drop("web_events", event(1), event(2))
    door.accept()
    write_rows(path, [event(1), event(2), event(3)])
    report = door.accept()
    assert report.withdrawn_at is None and report.lines() == []
    assert len(door.rows("landing/web_events", "event_id")) == 3


def test_an_unreadable_new_version_keeps_the_former_rows(door: Installation) -> None:
    path = door.drop("web_events", event(1), fmt="jsonl.gz")
    door.accept()
    path.write_bytes(path.read_bytes()[:-9])
    assert len(door.accept().set_aside) == 1
    assert door.rows("landing/web_events", "event_id") == [("e1",)]
    write_rows(path, [event(2)])
    door.accept()
    assert door.rows("landing/web_events", "event_id") == [("e2",)]


def test_identifiers_outlive_a_change_of_their_file(door: Installation) -> None:
    path = door.drop("web_events", event(1, email="a@example.org"))
    door.drop("web_events", event(2, email="info@example.org"))
    door.accept()
    write_rows(path, [event(1, email="b@example.org")])
    door.accept()
    keys = {key for (key,) in door.rows("private/identifiers", "key")}
    used = dict(door.rows("landing/web_events", "event_id", "email_key"))
    assert used["e1"] in keys
    assert len(door.rows("door/blocked_keys", "key")) == 1


def test_a_shape_that_is_not_picked_has_no_rows_and_comes_back(door: Installation) -> None:
    door.sources = {"hubspot": "fivetran"}
    folder = door.home / "landing/connector/hubspot_fivetran"
    write_rows(folder / "contact_data.csv", [dict(id="1", property_createdate="2026-01-01")])
    door.accept()
    before = door.rows("hubspot_fivetran/contact", "id", "extracted_at")
    assert before == [("1", naive(NIGHT))]
    door.now = NEXT_NIGHT
    door.sources = {"hubspot": "native"}
    report = door.accept()
    assert door.rows("hubspot_fivetran/contact") == []
    assert report.withdrawn_at == NEXT_NIGHT
    door.now = NEXT_NIGHT + timedelta(days=1)
    door.sources = {"hubspot": "fivetran"}
    door.accept()
    assert door.rows("hubspot_fivetran/contact", "id", "extracted_at") == before


def test_the_manifest_tells_about_every_file(door: Installation) -> None:
    door.drop("web_events", event(1), event(2, event_at="x"))
    door.drop_text("leads/x.csv", "crm\n")
    door.accept()
    columns = ("file", "rows_read", "rows_accepted", "rows_rejected", "refused is not null")
    assert door.rows("door/files", *columns) == [
        ("landing/leads/x.csv", 0, 0, 0, True),
        ("landing/web_events/part-0001.jsonl", 2, 1, 1, False),
    ]
    columns = ("system", "mode", "state", "last_success_at", "latest_event_at", "rows_new")
    (status,) = [row for row in door.rows("door/source_status", *columns) if row[0] == "landing"]
    assert status[1:] == ("on", "ok", naive(NIGHT), datetime(2026, 3, 2, 10, 1), 1)


ROWS = [
    event(n, email=f"p{n % 3}@example.org" if n % 2 else None, value="1.10" if n % 4 else "oops")
    for n in range(12)
]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_accepted_rows_do_not_depend_on_files_order_or_nights(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same rows in any split over files, formats and nights end as the same accepted rows."""
    home: Path = tmp_path_factory.mktemp("home")
    one_file = Installation(home / "one")
    one_file.drop("web_events", *ROWS)
    one_file.accept()
    many = Installation(home / "many")
    order = data.draw(st.permutations(ROWS))
    while order:
        size = data.draw(st.integers(1, 5))
        fmt = data.draw(st.sampled_from(["jsonl", "csv.gz", "parquet"]))
        many.drop("web_events", *order[:size], fmt=fmt)
        order = order[size:]
        for _ in range(data.draw(st.integers(0, 2))):
            many.accept()
    many.accept()
    columns = "* exclude (load_id, _file)"
    assert many.rows("landing/web_events", columns) == one_file.rows("landing/web_events", columns)
    assert set(many.rows("private/identifiers", "key", "sha256_meta")) == set(
        one_file.rows("private/identifiers", "key", "sha256_meta")
    )
    shutil.rmtree(home)


def test_two_runs_at_once_wait_for_each_other(door: Installation) -> None:
    from concurrent.futures import ThreadPoolExecutor

    for number in range(20):
        door.drop("web_events", event(number))
    settings_of_both: Settings = door.settings
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: accept(settings_of_both), range(2)))
    assert sorted(report.rows_accepted for report in reports) == [0, 20]
    assert len(door.rows("landing/web_events", "event_id")) == 20


def test_an_erased_identifier_that_is_delivered_again_gets_its_tombstone(
    door: Installation,
) -> None:
    jane = dict(email="jane@example.org", user_id="jane@example.org")
    door.drop("web_events", event(1, **jane))
    door.accept()
    ((key,),) = door.rows("landing/web_events", "email_key")
    secret = Identifiers.load(door.settings).secret
    manifest = Manifest(door.settings.manifest_path)
    manifest.suppress("email", Suppressed(secret, {}).hash("email", key), "a tombstone")
    manifest.close()
    door.drop("web_events", event(2, **jane))
    door.accept()
    rows = door.rows("landing/web_events", "event_id", "email_key", "email_domain", "user_id")
    assert rows[1] == ("e2", "a tombstone", None, "email:a tombstone")
    assert len(door.rows("private/identifiers", "key")) == 1


def test_accepted_rows_that_were_deleted_come_back(door: Installation) -> None:
    door.drop("web_events", event(1))
    door.accept()
    shutil.rmtree(door.settings.accepted_dir)
    report = door.accept()
    assert report.rows_accepted == 1
    assert "landing: accepted rows were gone and are read again" in report.notices
