"""Counts how often the intervals of rpt_channel_intervals hold the share they are meant to hold.

The persons of each company that the leaderboard has built are dealt to some smaller companies, and
the mart is built on those, each under names of its own for the attribution models. All persons
together say what share a channel really has among such persons.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
from work import OFF

from orchestration.landing.accept import accept
from orchestration.settings import Settings, Sources
from orchestration.warehouse import dbt

BUILD = [
    "build", "--exclude-resource-type", "test", "unit_test", "--select", dbt.ON_DEMAND,
]  # fmt: skip
# Companies that each company of the leaderboard is dealt to.
COMPANIES = (3, 10)
MARKS = ("<!-- coverage:start -->", "<!-- coverage:end -->")
MEASURES = {"sales_share": "share of sales", "value_share": "share of value", "roas": "ROAS"}
SIZES = ((1, 9), (10, 29), (30, 99), (100, 10**9))

SIZE = "select count(distinct company), count(distinct person_id) from everybody"
# One row per model, channel and person of every company, and the small company that gets it.
PERSONS = """
    create or replace table persons as
    select
        attribution_model, channel, person_id || '-{n}' as person_id,
        '{n}-' || (('0x' || left(md5(person_id), 8))::bigint % {companies}) as company,
        sum(attributed_units) as units, sum(attributed_value) as value, max(cost_date) as cost_date
    from company_{n}.marts.fct_attribution_credits
    where counts_as in ('sale', 'order')
    group by all
"""
CREDITS = """
    create table marts.fct_attribution_credits as
    select
        attribution_model || '/' || company as attribution_model, channel,
        person_id as conversion_id, 'sale' as counts_as,
        units as attributed_units, value as attributed_value, cost_date
    from everybody
"""
CONVERSIONS = """
    create table marts.fct_conversions as
    select distinct person_id as conversion_id, person_id as journey_owner_id
    from everybody
"""
# What a channel spends is the same in every small company: the true ROAS is 1 under linear.
SPEND = """
    create table marts.fct_ad_performance as
    select
        channel, max(cost_date) as report_date,
        (sum(value) / (select count(distinct company) from everybody))::decimal(18, 6)
            as spend_reporting
    from everybody
    where attribution_model = 'linear'
    group by channel
    having sum(value) > 0
"""
HELD = """
    with truth as (
        select
            attribution_model, channel,
            sum(units) / sum(sum(units)) over (partition by attribution_model) as sales_share,
            sum(value) / sum(sum(value)) over (partition by attribution_model) as value_share,
            sum(value) / any_value(companies.companies) as value
        from everybody
        cross join (select count(distinct company) as companies from everybody) as companies
        group by attribution_model, channel
    ),

    told as (
        select
            intervals.*, truth.sales_share as true_sales_share,
            truth.value_share as true_value_share,
            truth.value / nullif(spend, 0)::double as true_roas
        from marts.rpt_channel_intervals as intervals
        inner join truth
            on split_part(intervals.attribution_model, '/', 1) = truth.attribution_model
            and intervals.channel = truth.channel
    )

    select
        count({measure}_low),
        count(*) filter (true_{measure} between {measure}_low and {measure}_high)
    from told
    where buyers between {least} and {most}
"""


@dataclass(frozen=True)
class Dealt:
    """How many companies and buyers; by least buyers and measure, intervals told and holding."""

    companies: int
    buyers: int
    held: dict[tuple[int, str], tuple[int, int]]


def counted(scratch: Path, homes: list[Path]) -> str:
    """The table over all dealings of these homes; `scratch` is a folder of its own."""
    return table([count(scratch, homes, companies) for companies in COMPANIES])


def count(home: Path, homes: list[Path], companies: int) -> Dealt:
    """Deal the persons of each home to so many companies and count what their intervals hold."""
    shutil.rmtree(home, ignore_errors=True)
    (home / "landing").mkdir(parents=True)
    settings = Settings.load(home=home, sources=Sources(**OFF))
    accept(settings)
    deal(homes, companies, settings.warehouse_path)
    report = dbt.invoke(settings, BUILD)
    if not report.good:
        raise RuntimeError(report.error or [vars(node) for node in report.failed])
    with duckdb.connect(str(settings.warehouse_path)) as engine:
        return Dealt(
            *engine.execute(SIZE).fetchone(),
            {
                (least, measure): engine.execute(
                    HELD.format(measure=measure, least=least, most=most)
                ).fetchone()
                for least, most in SIZES
                for measure in MEASURES
            },
        )


def deal(homes: list[Path], companies: int, warehouse: Path) -> None:
    """Write a warehouse with nothing but the credits and the spend of the small companies."""
    with duckdb.connect(str(warehouse)) as engine:
        for number, home in enumerate(homes):
            engine.execute(f"attach '{home}/warehouse.duckdb' as company_{number} (read_only)")
            engine.execute(PERSONS.format(n=number, companies=companies))
            engine.execute(
                "insert into everybody from persons"
                if number
                else "create table everybody as from persons"
            )
        engine.execute("create schema marts")
        engine.execute(CREDITS)
        engine.execute(CONVERSIONS)
        engine.execute(SPEND)


def table(dealt: list[Dealt]) -> str:
    """Intervals that hold the truth, by how many buyers a channel has, for each measure."""
    sizes = " and ".join(
        f"{one.companies} companies of about {one.buyers / one.companies:,.0f} buyers"
        for one in dealt
    )
    lines = [
        f"{sizes}, all attribution models and channels:",
        "",
        "| buyers credited | intervals | " + " | ".join(MEASURES.values()) + " |",
        "|---|---:|" + "---:|" * len(MEASURES),
    ]
    for least, most in SIZES:
        counts = [
            [sum(parts) for parts in zip(*(one.held[least, measure] for one in dealt), strict=True)]
            for measure in MEASURES
        ]
        cells = " | ".join(f"{held / told:.1%}" if told else "–" for told, held in counts)
        named = f"{least} – {most}" if most < 10**9 else f"{least} and more"
        lines.append(f"| {named} | {counts[0][0]:,} | {cells} |")
    return "\n".join(lines)
