"""Every format brings the same rows; columns may stand in any order and any case."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import duckdb
import pytest

from orchestration.landing.contracts import load_contracts
from tests.landing.conftest import Installation, event

FORMATS = ["jsonl", "jsonl.gz", "ndjson", "ndjson.gz", "csv", "csv.gz", "parquet"]
EVENTS = [
    event(1, email="Jane@Example.org", phone="020 7946 0018", value="12.50", currency="GBP"),
    event(2, page_url="https://a.example/?utm_source=x&sid=9", user_id="u,1"),
    event(3, page_title='He said "hello"\nand left', visitor_id=None),
]


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_brings_the_same_rows(door: Installation, fmt: str) -> None:
    door.drop("web_events", *EVENTS, fmt=fmt)
    report = door.accept()
    assert report.is_clean
    assert report.table("landing", "web_events").rows_accepted == 3
    columns = ("event_id", "event_at", "visitor_id", "user_id", "page_url", "page_title", "value")
    assert door.rows("landing/web_events", *columns, "email_domain") == [
        ("e1", datetime(2026, 3, 2, 10, 1), "v1", None, None, None, Decimal("12.500000"),
         "example.org"),
        ("e2", datetime(2026, 3, 2, 10, 2), "v2", "u,1", "https://a.example/?utm_source=x", None,
         None, None),
        ("e3", datetime(2026, 3, 2, 10, 3), None, None, None, 'He said "hello"\nand left', None,
         None),
    ]  # fmt: skip


def test_files_of_all_formats_and_orders_are_one_table(door: Installation) -> None:
    for number, fmt in enumerate(FORMATS):
        fields = event(number, country="GB")
        door.drop("web_events", dict(reversed(fields.items())), fmt=fmt)
    door.drop_text(
        "web_events/dt=2026-03-02/Odd.CSV", "EVENT_ID;Event_At;event_type\nx;2026-03-02;y\n"
    )
    assert door.accept().is_clean
    assert [row[0] for row in door.rows("landing/web_events", "event_id")] == [
        *(f"e{number}" for number in range(len(FORMATS))),
        "x",
    ]


def test_typed_parquet_keeps_its_types(door: Installation) -> None:
    folder = door.home / "landing" / "opportunities"
    folder.mkdir(parents=True)
    duckdb.execute(
        f"""copy (
            select 'hubspot' as crm, 12::bigint as opportunity_id,
                timestamptz '2026-01-01 01:00:00+01' as created_at, 10.25::decimal(10, 2) as amount,
                date '2026-02-01' as closed_at, true as is_won, 77.0::double as account_id
            union all
            select 'hubspot', 13, timestamptz '2026-01-01 00:00:00+00', null, null, null, null
        ) to '{folder}/deals.parquet'"""
    )
    assert door.accept().is_clean
    columns = ("opportunity_id", "created_at", "amount", "closed_at", "closed_at_is_date", "is_won")
    assert door.rows("landing/opportunities", *columns, "account_id") == [
        ("12", datetime(2026, 1, 1), Decimal("10.250000"), datetime(2026, 2, 1), True, True, "77"),
        ("13", datetime(2026, 1, 1), None, None, None, None, None),
    ]


def test_variant_columns_of_a_loader_are_read_as_the_column(door: Installation) -> None:
    folder = door.home / "landing" / "ad_clicks"
    folder.mkdir(parents=True)
    duckdb.execute(
        f"""copy (
            select 'google_ads' as platform, 'g1' as click_id, date '2026-01-01' as clicked_on,
                1::bigint as campaign_id, null::varchar as campaign_id__v_text, 'x' as _dlt_id
            union all select 'google_ads', 'g2', date '2026-01-01', null, 'abc', 'y'
        ) to '{folder}/clicks.parquet'"""
    )
    report = door.accept()
    assert report.lines() == []
    assert door.rows("landing/ad_clicks", "click_id", "campaign_id") == [("g1", "1"), ("g2", "abc")]


def test_every_table_of_every_shape_can_be_read_without_any_file(door: Installation) -> None:
    door.accept()
    for system in load_contracts().values():
        for table in system.tables.values():
            assert door.rows(f"{system.name}/{table.name}") == []
    for place in ("private/identifiers", "door/rejects", "door/blocked_keys", "door/files"):
        assert door.rows(place) == []


def test_a_lake_of_many_small_files_is_one_load(door: Installation) -> None:
    for number in range(120):
        door.drop("web_events", event(number), subfolder=f"dt=2026-03-{number % 28 + 1:02d}")
    report = door.accept()
    assert report.table("landing", "web_events").files_new == 120
    assert len(door.rows("landing/web_events", "event_id")) == 120
    loads = list((door.home / "accepted/landing/web_events").glob("load_id=l*"))
    assert len(loads) == 1
