"""What a change counts as: taking back a lead is no sale less, whatever the lead was worth."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from orchestration.changes.explain import explain_change
from orchestration.changes.nights import NOTHING_YET, Night

NIGHT = Night(1, "a-run", datetime(2026, 3, 25, 3))
# type, what it counts as, units, minor units of the reporting currency
LOG = [
    ("lead", "lead", 1, 5_000),
    ("reversal", "lead", -1, -5_000),
    ("sale", "sale", 1, 100_000),
    ("refund", "sale", 0, -25_000),
]


@pytest.fixture
def marts() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        """
        create schema marts;
        create table marts._meta as select 'GBP' as reporting_currency, 2 as currency_exponent;
        create table marts.dim_runs as select 1 as run_number, '' as rules_changed;
        create table marts.fct_conversions (
            conversion_id text, opportunity_id text, order_id text, record_id text);
        create table marts.fct_credit_changes (
            run_number integer, attribution_model text, channel text, conversion_id text,
            conversion_type text, counts_as text, cause text, units_change decimal(18, 9),
            old_value_reporting_minor bigint, new_value_reporting_minor bigint,
            value_reporting_change_minor bigint);
        """
    )
    connection.executemany(
        """
        insert into marts.fct_credit_changes
        select 1, 'linear', 'Email', $1 || $2, $1, $2, 'new_conversion', $3, 0, $4, $4
        """,
        LOG,
    )
    return connection


def test_a_lead_taken_back_is_no_sale_and_no_revenue(marts: duckdb.DuckDBPyConnection) -> None:
    told = explain_change(marts, NOTHING_YET, NIGHT, "linear", [])

    [row] = told.causes
    assert (row["leads"], row["sales"], row["revenue_minor"]) == (0, 1, 75_000)
    assert (told.before_minor, told.after_minor) == (0, 75_000)
    assert [one["revenue_minor"] for one in told.largest] == [100_000, -25_000]
