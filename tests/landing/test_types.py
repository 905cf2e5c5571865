"""What each contract type makes of the texts that come in."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.landing.conftest import Installation, event

MOMENTS = {
    "2026-03-02T10:00:00Z": datetime(2026, 3, 2, 10),
    "2026-03-02T10:00:00+01:00": datetime(2026, 3, 2, 9),
    "2026-03-02T10:00:00-0530": datetime(2026, 3, 2, 15, 30),
    "2026-03-02 10:00:00+02": datetime(2026, 3, 2, 8),
    "2026-03-02 10:00:00 UTC": datetime(2026, 3, 2, 10),
    "2026-03-02 2:20:51": datetime(2026, 3, 2, 2, 20, 51),
    "2026-03-02T10:00:00.123456789Z": datetime(2026, 3, 2, 10, 0, 0, 123456),
    "2026-03-02T10:00": datetime(2026, 3, 2, 10),
    "2026-03-02": datetime(2026, 3, 2),
    "2024-02-29T23:59:59Z": datetime(2024, 2, 29, 23, 59, 59),
    " 2026-03-02T10:00:00Z ": datetime(2026, 3, 2, 10),
    "9999-12-31": datetime(9999, 12, 31),
    "0001-01-01T00:00:00Z": datetime(1, 1, 1),
}
NO_MOMENTS = [
    "yesterday", "epoch", "infinity", "1772445600", "1772445600000", "2026-02-30", "2026-13-01",
    "02/03/2026", "2026-03-02T25:00:00Z", "0000-00-00", "2026-03-02T10:00:00 Europe/London", "NaN",
    "2026-03-02T10:00:00+25:00", "20260302",
]  # fmt: skip
AMOUNTS = {
    "12": "12", "-0.5": "-0.5", "1,234.50": "1234.5", "1,234,567": "1234567", "1.5E3": "1500",
    "0.1234567": "0.123457", " 7 ": "7", "+5": "5",
}  # fmt: skip
NO_AMOUNTS = ["1.234,56", "12,5", "£12", "NaN", "inf", "1_000", "0x10", "12 GBP", "1e30", "--"]


@pytest.mark.parametrize("text", MOMENTS)
def test_times_are_utc(door: Installation, text: str) -> None:
    door.drop("web_events", event(1, event_at=text), fmt="csv")
    assert door.accept().is_clean
    assert door.rows("landing/web_events", "event_at") == [(MOMENTS[text],)]


def test_what_is_no_time_is_rejected(door: Installation) -> None:
    rows = [event(number, event_at=text) for number, text in enumerate(NO_MOMENTS)]
    door.drop("web_events", *rows, event(99))
    report = door.accept()
    assert door.rows("landing/web_events", "event_id") == [("e99",)]
    assert report.rows_rejected == len(NO_MOMENTS)
    assert {column for _, _, column, _ in door.rejects()} == {"event_at"}


def test_an_optional_time_that_cannot_be_read_rejects_the_row(door: Installation) -> None:
    door.drop("web_events", event(1, received_at="soon"), event(2, received_at=""))
    door.accept()
    assert door.rows("landing/web_events", "event_id") == [("e2",)]


def test_amounts_are_exact(door: Installation) -> None:
    rows = [event(number, value=text) for number, text in enumerate(AMOUNTS)]
    door.drop("web_events", *rows, fmt="csv")
    assert door.accept().is_clean
    found = dict(door.rows("landing/web_events", "event_id", "value"))
    assert [found[f"e{n}"] for n in range(len(AMOUNTS))] == [Decimal(v) for v in AMOUNTS.values()]


def test_what_is_no_amount_is_rejected(door: Installation) -> None:
    rows = [event(number, value=text) for number, text in enumerate(NO_AMOUNTS)]
    door.drop("web_events", *rows)
    assert door.accept().rows_rejected == len(NO_AMOUNTS)
    assert door.rows("landing/web_events") == []


def test_rates_keep_twelve_digits(door: Installation) -> None:
    rate = dict(
        rate_date="2026-01-01", from_currency="IDR", to_currency="GBP", rate="0.000046123456"
    )
    door.drop("fx_rates", rate)
    door.accept()
    assert door.rows("landing/fx_rates", "rate_date", "rate") == [
        (date(2026, 1, 1), Decimal("0.000046123456"))
    ]


def test_optional_values_that_cannot_be_read_become_null_and_are_counted(
    door: Installation,
) -> None:
    day = dict(
        platform="google_ads", account_id="1", report_date="2026-01-01", report_level="campaign",
        campaign_id="c", spend="1", currency="GBP",
    )  # fmt: skip
    numbers = ["12", "12.0", "1,200", "12.5", "--", ""]
    door.drop(
        "ad_performance", *(day | {"clicks": n, "ad_id": str(i)} for i, n in enumerate(numbers))
    )
    report = door.accept()
    assert report.is_clean
    assert [clicks for _, clicks in door.rows("landing/ad_performance", "ad_id", "clicks")] == [
        12, 12, 1200, None, None, None,
    ]  # fmt: skip
    assert [line.split(": ")[2:] for line in report.lines()] == [
        ["clicks", "2 unreadable values became null"]
    ]


def test_booleans(door: Installation) -> None:
    texts = ["TRUE", "f", "Yes", "0", "1.0", "maybe", ""]
    door.drop(
        "chats",
        *(
            dict(chat_id=str(i), started_at="2026-01-01T00:00:00Z", is_lead=text)
            for i, text in enumerate(texts)
        ),
        fmt="csv",
    )
    door.accept()
    assert [lead for _, lead in door.rows("landing/chats", "chat_id", "is_lead")] == [
        True, False, True, False, True, None, None,
    ]  # fmt: skip


def test_a_date_alone_is_marked(door: Installation) -> None:
    deal = dict(crm="hubspot", created_at="2026-01-01")
    door.drop(
        "opportunities",
        deal | dict(opportunity_id="1", closed_at="2026-02-01"),
        deal | dict(opportunity_id="2", closed_at="2026-02-01T00:00:00Z"),
        deal | dict(opportunity_id="3"),
    )
    door.accept()
    columns = ("opportunity_id", "closed_at", "closed_at_is_date")
    assert door.rows("landing/opportunities", *columns) == [
        ("1", datetime(2026, 2, 1), True),
        ("2", datetime(2026, 2, 1), False),
        ("3", None, None),
    ]


def test_ids_that_are_addresses_are_hashed_alike_everywhere(door: Installation) -> None:
    door.drop("web_events", event(1, user_id="Jane@Example.org"), event(2, user_id="@jane"))
    door.drop("erasures", dict(requested_at="2026-01-01", user_id="jane@example.org"))
    door.accept()
    (hashed,), (plain,) = door.rows("landing/web_events", "user_id")[::-1]
    assert plain == "@jane"
    assert hashed.startswith("email:") and "@" not in hashed
    assert door.rows("landing/erasures", "user_id") == [(hashed,)]
