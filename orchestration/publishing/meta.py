"""The one row that tells a reader of the published file what it is looking at."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from functools import cache

import duckdb

from orchestration.publishing.run import WarehouseRun
from orchestration.settings import PROJECT_DIR, Settings

# Raised when a published name, type or meaning changes; additions leave it as it is.
CONTRACT_VERSION = "1"

META_COLUMNS = """
    run_id varchar not null,
    run_status varchar not null,
    git_sha varchar not null,
    contract_version varchar not null,
    as_of timestamp not null,
    published_at timestamp not null,
    reporting_currency varchar not null,
    currency_exponent integer not null,
    report_tz varchar not null,
    headline_model varchar not null,
    attribution_models varchar not null,
    lookback_days integer not null,
    settings_hash varchar not null,
    is_demo boolean not null,
    company varchar not null
"""


def currency_exponent(currency: str) -> int:
    """Decimal places of a currency's minor unit; 2 for one that the seed does not know."""
    return _exponents().get(currency.upper(), 2)


@cache
def _exponents() -> dict[str, int]:
    with (PROJECT_DIR / "seeds" / "currencies.csv").open(encoding="utf-8", newline="") as file:
        return {row["currency"]: int(row["exponent"]) for row in csv.DictReader(file)}


def write_meta(
    connection: duckdb.DuckDBPyConnection, alias: str, settings: Settings, run: WarehouseRun
) -> None:
    """Create `marts._meta` in the attached file. Times are UTC without a zone."""
    connection.execute(f"create table {alias}.marts._meta ({META_COLUMNS})")
    row = [
        run.run_id,
        run.status,
        run.git_sha,
        CONTRACT_VERSION,
        _utc(run.as_of),
        _utc(settings.clock()),
        settings.reporting_currency,
        currency_exponent(settings.reporting_currency),
        settings.report_tz,
        run.headline_model,
        ",".join(run.attribution_models),
        run.lookback_days,
        run.settings_hash,
        settings.demo,
        run.company,
    ]
    places = ", ".join("?" for _ in row)
    connection.execute(f"insert into {alias}.marts._meta values ({places})", row)


def _utc(moment: datetime) -> datetime:
    """UTC without a zone, as all published times are; a naive moment is UTC already."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
