"""The main job on real files: the figures of examples/real/EXPECTED.md, worked out by hand."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.cli.samples import sample_settings
from orchestration.exports import export_ledger
from orchestration.landing.accept import accept
from orchestration.settings import PROJECT_DIR
from orchestration.warehouse.dbt import build

EXAMPLE = PROJECT_DIR / "examples" / "real"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    home: Path = tmp_path_factory.mktemp("real")
    shutil.copytree(EXAMPLE / "landing", home / "landing")
    with sample_settings(home, EXAMPLE / "headwater.toml") as settings:
        export_ledger(settings)
        accept(settings)
        report = build(settings)
    assert report.good, report.error or report.failed
    return duckdb.connect(str(settings.warehouse_path), read_only=True)


def _one(warehouse: duckdb.DuckDBPyConnection, sql: str) -> tuple:
    found = warehouse.execute(sql).fetchone()
    assert found is not None
    return found


def test_events_and_sessions(warehouse):
    assert _one(warehouse, "select count(*) from staging.stg_snowplow__web_events") == (160,)
    counted = "select count(*), count(distinct visitor_id) from intermediate.int_events"
    assert _one(warehouse, counted) == (107, 35)
    assert _one(warehouse, "select count(*), sum(page_views) from marts.fct_sessions") == (55, 31)
    excluded = "select reason, count(*) from marts.excluded_events group by 1 order by 1"
    assert warehouse.execute(excluded).fetchall() == [("internal", 36), ("no_consent", 14)]


@pytest.mark.parametrize(
    ("visitor", "start", "end", "events", "source", "medium", "campaign"),
    [
        ("bc0da66ea89b", "2021-03-01 20:39:52.944", "2021-03-01 20:45:42.159", 5,
         "google-ad", "display", "product-analytics-new-ebook"),
        ("bc0da66ea89b", "2021-03-01 20:56:39.192", "2021-03-01 20:59:19.86", 7,
         "google-ad", "display", "data-utilization"),
        ("5d27ff97148d", "2021-03-03 21:27:22.334", "2021-03-03 21:27:35.176", 6,
         "(direct)", "(none)", "(not set)"),
        ("ff7476176c5d", "2021-03-01 00:30:19.052", "2021-03-01 00:30:19.958", 2,
         "google-ad", "display", "product-analytics-new-ebook"),
        ("f897c486aa47", "2021-03-02 19:25:22.488", "2021-03-02 20:08:24.465", 11,
         "google", "organic", "(not set)"),
    ],
)  # fmt: skip
def test_bounds_of_sessions(warehouse, visitor, start, end, events, source, medium, campaign):
    found = warehouse.execute(
        """
        select session_ended_at::varchar, events, source, medium, campaign from marts.fct_sessions
        where visitor_id like ? || '%' and session_started_at = ?::timestamp
        """,
        [visitor, start],
    ).fetchall()
    assert found == [(end, events, source, medium, campaign)]


def test_spend_and_clicks_of_the_campaign(warehouse):
    level = """
        select sum(clicks), sum(impressions), sum(spend), count(distinct report_date)
        from intermediate.int_ad_performance_unioned
        where report_level = 'campaign' and campaign_id = '9935249409'
    """
    assert _one(warehouse, level) == (280, 1854, Decimal("231.330000"), 16)
    mart = """
        select sum(clicks), sum(spend), min(currency) from marts.fct_ad_performance
        where campaign_id = '9935249409'
    """
    assert _one(warehouse, mart) == (280, Decimal("231.330000"), "USD")
    day = """
        select clicks, impressions, spend from marts.fct_ad_performance
        where campaign_id = '9935249409' and report_date = '2021-02-01'
    """
    assert _one(warehouse, day) == (49, 166, Decimal("36.150000"))


def test_the_crm_has_deals_but_no_revenue(warehouse):
    counts = """
        select (select count(*) from intermediate.int_leads),
               (select count(*) from marts.fct_opportunities),
               (select count(*) from marts.fct_opportunities where is_won)
    """
    assert _one(warehouse, counts) == (22, 44, 0)
    revenue = "select coalesce(sum(attributed_value), 0) from marts.fct_attribution_credits"
    assert _one(warehouse, revenue) == (0,)
