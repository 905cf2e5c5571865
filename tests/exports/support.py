"""A hand-made exports.duckdb and settings, so that the sender is tested without a warehouse."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.demo.destinations.data_manager_rules import AccountFacts
from orchestration.exports.records import ConversionRow
from orchestration.settings import Settings

ACCOUNT = "1234567890"
SALE_ACTION = "7001"
NOW = datetime(2026, 3, 25, 3, 0)
JOHN_GCLID = "Cj0KCQiAjohn_click_T2"
JOHN_EMAIL = hashlib.sha256(b"john@example.com").hexdigest()
JOHN_PHONE = hashlib.sha256(b"+442079460018").hexdigest()
CONVERSIONS = "exp_google_ads__offline_conversions"

_TYPES = {
    "event_at": "timestamp",
    "click_at": "timestamp",
    "value_minor": "bigint",
    "truth_value_minor": "bigint",
    "click_window_days": "integer",
}

# A1: John's sale on the click of his paid search visit.
JOHN = ConversionRow(
    action="sale",
    action_id=SALE_ACTION,
    action_counting="one",
    conversion_key="sale:hubspot:deal-john:1",
    conversion_type="sale",
    source_system="hubspot",
    event_at=datetime(2026, 3, 20, 9, 45),
    event_source="WEB",
    status="open",
    value_minor=100_000,
    truth_value_minor=100_000,
    currency="GBP",
    click_window_days=90,
    gclid=JOHN_GCLID,
    gbraid=None,
    wbraid=None,
    click_at=datetime(2026, 3, 6, 14, 0),
    email_sha256=JOHN_EMAIL,
    phone_sha256=None,
    consent_ad_user_data_at_click="granted",
    consent_ad_user_data="granted",
    consent_ad_personalization="granted",
    country="GB",
    attribution_basis="last_non_direct/click",
)


def conversion(number: int, **changes: Any) -> ConversionRow:
    """A sale like John's with keys of its own."""
    given = {
        "conversion_key": f"sale:hubspot:deal-{number}:1",
        "gclid": f"Cj0KCQiAclick_{number:06}",
        "email_sha256": hashlib.sha256(f"p{number}@example.com".encode()).hexdigest(),
    }
    return replace(JOHN, **{**given, **changes})


def publish_conversions(home: Path, rows: list[ConversionRow]) -> None:
    """Publish these rows as the offline-conversions model."""
    publish_table(home, CONVERSIONS, [asdict(row) for row in rows], _columns(ConversionRow))


def publish_table(
    home: Path, table: str, rows: list[dict[str, Any]], columns: dict[str, str]
) -> None:
    """Write one table of exports.duckdb; other tables stay."""
    folder = home / "published" / "current"
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "exports.duckdb")) as connection:
        connection.execute("create schema if not exists exports.exports")
        definitions = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f'create or replace table exports.exports."{table}" ({definitions})')
        if rows:
            given = pa.Table.from_pylist(
                [{name: row.get(name) for name in columns} for row in rows]
            )
            connection.register("given", given)
            connection.execute(f'insert into exports.exports."{table}" by name from given')


def google_settings(home: Path, endpoint: str, now: datetime = NOW, **options: Any) -> Settings:
    """Settings of an installation that sends to a loopback Data Manager."""
    google = {
        "endpoint": endpoint,
        "insecure": True,
        "mode": "live",
        "confirmed": True,
        "customer_id": ACCOUNT,
        "settle_days": 0,
        **options,
    }
    return Settings.load(home=home, now=now, exports={"google_data_manager": google})


def facts(now: datetime = NOW, **options: Any) -> AccountFacts:
    """What the loopback account knows."""
    return AccountFacts(
        account_id=ACCOUNT, action_ids={SALE_ACTION}, now=now.replace(tzinfo=UTC), **options
    )


def later(days: float = 0, hours: float = 0) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(days=days, hours=hours)


def _columns(row_type: type) -> dict[str, str]:
    return {name: _TYPES.get(name, "varchar") for name in row_type.__dataclass_fields__}
