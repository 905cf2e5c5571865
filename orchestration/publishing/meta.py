"""The one row that tells a reader of the published file what it is looking at."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from orchestration.publishing.run import WarehouseRun
from orchestration.settings import Settings

# Raised when a published name, type or meaning changes; additions leave it as it is.
CONTRACT_VERSION = "1"

# Currencies whose minor unit is not a hundredth (ISO 4217).
WITHOUT_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
WITH_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"

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
    """Decimal places of a currency: 2 unless ISO 4217 says otherwise."""
    if currency.upper() in WITHOUT_MINOR_UNIT.split():
        return 0
    return 3 if currency.upper() in WITH_THOUSANDTHS.split() else 2


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
