"""Intervals hold the truth as often as they say, where the truth is known."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest

from orchestration.landing.accept import accept
from orchestration.settings import Settings
from orchestration.warehouse import dbt
from tests.support.company import NO_TESTS, OFF

COMPANIES, BUYERS = 150, 120
# A touch is of a channel by this chance, whatever is bought: so these are the true shares.
SHARES = {"Paid Search": 0.45, "Email": 0.35, "Referral": 0.17, "Display": 0.03}
MEAN_VALUE = 100.0
SPEND = 1000.0
TRUE_ROAS = BUYERS * MEAN_VALUE * SHARES["Paid Search"] / SPEND


def _credits(dice: random.Random) -> Iterator[dict[str, object]]:
    """What each buyer of each company is worth, divided equally among one to four touches."""
    for company in range(COMPANIES):
        # Buyers come by themselves, so their number is a matter of luck as well.
        for buyer in range(_poisson(dice, BUYERS)):
            value = dice.lognormvariate(math.log(MEAN_VALUE) - 0.18, 0.6)
            touches = dice.choices(list(SHARES), SHARES.values(), k=dice.randint(1, 4))
            for channel in touches:
                yield {
                    "attribution_model": f"linear of {company}",
                    "channel": channel,
                    "conversion_id": f"{company}-{buyer}",
                    "counts_as": "sale",
                    "attributed_units": 1 / len(touches),
                    "attributed_value": value / len(touches),
                }


def _poisson(dice: random.Random, mean: float) -> int:
    count, passed = 0, dice.expovariate(1)
    while passed < mean:
        count, passed = count + 1, passed + dice.expovariate(1)
    return count


@pytest.fixture(scope="module")
def intervals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The mart over all companies, each under an attribution model of its own."""
    home = tmp_path_factory.mktemp("intervals")
    (home / "landing").mkdir()
    settings = Settings.load(home=home, sources=OFF)
    accept(settings)
    rows = pa.Table.from_pylist(list(_credits(random.Random(20260301))))
    with duckdb.connect(str(settings.warehouse_path)) as engine:
        engine.register("simulated", rows)
        engine.execute("create schema marts")
        engine.execute(
            "create table marts.fct_attribution_credits as"
            " select * replace (attributed_value::decimal(18, 3) as attributed_value),"
            " date '2026-03-01' as cost_date from simulated"
        )
        engine.execute(
            "create table marts.fct_conversions as"
            " select distinct conversion_id, conversion_id as journey_owner_id from simulated"
        )
        engine.execute(
            "create table marts.fct_ad_performance as select 'Paid Search' as channel,"
            f" date '2026-03-01' as report_date, {SPEND}::decimal(18, 6) as spend_reporting"
        )
    report = dbt.invoke(settings, ["build", *NO_TESTS, "--select", dbt.ON_DEMAND])
    assert report.good, report.error or [node.message for node in report.failed]
    with duckdb.connect(str(settings.warehouse_path), read_only=True) as engine:
        yield engine


def _held(intervals: duckdb.DuckDBPyConnection, measure: str, truth: str, where: str) -> float:
    return intervals.execute(
        f"select avg(({truth} between {measure}_low and {measure}_high)::int)"
        f" from marts.rpt_channel_intervals where {where}"
    ).fetchone()[0]


@pytest.mark.parametrize("measure", ["sales_share", "value_share"])
@pytest.mark.parametrize("channel", ["Paid Search", "Email", "Referral"])
def test_nineteen_in_twenty_intervals_hold_the_true_share(
    intervals: duckdb.DuckDBPyConnection, measure: str, channel: str
) -> None:
    held = _held(intervals, measure, str(SHARES[channel]), f"channel = '{channel}'")
    assert 0.90 <= held <= 0.99


def test_nineteen_in_twenty_intervals_hold_the_true_roas(
    intervals: duckdb.DuckDBPyConnection,
) -> None:
    assert 0.90 <= _held(intervals, "roas", str(TRUE_ROAS), "spend > 0") <= 0.99


def test_intervals_narrow_with_the_root_of_the_buyers(
    intervals: duckdb.DuckDBPyConnection,
) -> None:
    # A buyer of k touches holds a channel's share with variance p (1 - p) / k; k is 1 to 4.
    (width,) = intervals.execute(
        "select avg(sales_share_high - sales_share_low) from marts.rpt_channel_intervals"
        " where channel = 'Email'"
    ).fetchone()
    share = SHARES["Email"]
    variance = share * (1 - share) * sum(1 / touches for touches in (1, 2, 3, 4)) / 4
    assert width == pytest.approx(2 * 1.96 * math.sqrt(variance / BUYERS), rel=0.1)


def test_few_buyers_are_flagged(intervals: duckdb.DuckDBPyConnection) -> None:
    flagged = dict(
        intervals.execute(
            "select channel, avg(is_small_sample::int) from marts.rpt_channel_intervals group by 1"
        ).fetchall()
    )
    assert flagged["Display"] > 0.95
    assert flagged["Paid Search"] == flagged["Email"] == 0


def test_the_estimate_is_the_credit_itself(intervals: duckdb.DuckDBPyConnection) -> None:
    apart = intervals.execute(
        """
        select
            max(abs(intervals.sales - credited.sales)), max(abs(intervals.value - credited.value)),
            count(*)
        from marts.rpt_channel_intervals as intervals
        inner join (
            select attribution_model, channel, sum(attributed_units) as sales,
                sum(attributed_value) as value
            from marts.fct_attribution_credits group by all
        ) as credited using (attribution_model, channel)
        """
    ).fetchone()
    assert apart[0] < 1e-6
    assert apart[1] == 0
    assert apart[2] > COMPANIES * 3
