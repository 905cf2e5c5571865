"""Holds every attribution model against what the channels of the demo company really caused.

    python bench/leaderboard.py --seeds 7 8 9 --scale 5 [--write docs/leaderboard.md]

For each seed the company is drawn and built once, and drawn again without the effect of each
channel; the sales that are then missing, at what the ledger says they are worth, are the truth.
How often intervals hold what they are meant to hold is counted on the same companies.
"""

from __future__ import annotations

import argparse
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import board_page
import coverage
import duckdb
from work import OFF

from orchestration.demo.bench import generate_landed
from orchestration.demo.causes import channels_of, sales_lost, sales_made
from orchestration.demo.world import CLOCK, Parameters, parameters_of
from orchestration.landing.accept import accept
from orchestration.settings import Settings, Sources
from orchestration.warehouse import dbt

BUILD = [
    "build", "--exclude-resource-type", "test", "unit_test",
    "--select", "+fct_conversions", "+fct_attribution_credits", "+fct_ad_performance",
]  # fmt: skip
VISITS = "(share of visits)"

LEDGER = """
    select
        if(sales.order_id is null, 'deal', 'order') as kind,
        coalesce(sales.order_id, sales.opportunity_id) as sale_id,
        sum(entries.units)::double as units,
        sum(entries.value_reporting)::double as value
    from marts.fct_conversions as entries
    inner join marts.fct_conversions as sales
        on entries.journey_conversion_id = sales.conversion_id
    where entries.counts_as in ('sale', 'order')
    group by all
"""
CREDITS = """
    select attribution_model, channel, sum(attributed_units), sum(attributed_value)::double
    from marts.fct_attribution_credits
    where counts_as in ('sale', 'order')
    group by all
"""
# What counting visits alone would say: more visits, more of the success.
VISITED = f"select '{VISITS}', channel, count(*), count(*) from marts.fct_touchpoints group by all"
SPENT = "select channel, sum(spend_reporting)::double from marts.fct_ad_performance group by all"

# By channel: sales less those reversed, and value net of refunds in the reporting currency.
Division = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Board:
    """One company: what was sold, what each channel caused and was credited with, and its spend.

    `needed` is what would be missing without any channel: the rest would have come anyway.
    """

    seed: int
    sold: tuple[float, float]
    needed: tuple[float, float]
    truth: Division
    credits: dict[str, Division]
    spend: dict[str, float]


def main() -> None:
    """Draw, build and score; print the page's tables, and put them onto the page if asked."""
    options = _options()
    cache = Path(os.environ.get("HEADWATER_BENCH", Path.home() / ".cache" / "headwater-bench"))
    homes = {seed: cache / f"leaderboard-{options.scale:g}-{seed}" for seed in options.seeds}
    boards = []
    for seed, home in homes.items():
        print(f"… seed {seed}", flush=True)
        boards.append(board(home, parameters_of(options.scale, seed)))
    print("… intervals", flush=True)
    parts = {
        board_page.MARKS: board_page.tables(boards),
        coverage.MARKS: coverage.counted(cache / "leaderboard-intervals", list(homes.values())),
    }
    for marks, text in parts.items():
        print(text)
        if options.write:
            board_page.write(Path(options.write), text, marks)


def board(home: Path, parameters: Parameters) -> Board:
    """Draw a company below `home`, build it, and tell its truth and its credits."""
    shutil.rmtree(home, ignore_errors=True)
    generate_landed(home, parameters)
    warehouse = build(home)
    with duckdb.connect(str(warehouse), read_only=True) as engine:
        ledger = {(kind, sale): (u, v) for kind, sale, u, v in engine.execute(LEDGER).fetchall()}
        rows = engine.execute(CREDITS).fetchall() + engine.execute(VISITED).fetchall()
        spend = dict(engine.execute(SPENT).fetchall())
    credits: dict[str, Division] = {}
    for model, channel, units, value in rows:
        credits.setdefault(model, {})[channel] = (units, value)
    names, drawn = channels_of(parameters), sales_made(parameters)

    def caused(*muted: str) -> tuple[float, float]:
        return _worth(ledger, sales_lost(parameters, muted, drawn))

    return Board(
        seed=int(str(parameters["seed"])),
        sold=_worth(ledger, set(ledger)),
        needed=caused(*names),
        truth={name: caused(name) for name in names},
        credits=credits,
        spend=spend,
    )


def build(home: Path) -> Path:
    """Let the landed files in and build what credit needs; returns the warehouse file."""
    settings = Settings.load(home=home, sources=Sources(**OFF), now=CLOCK)
    accept(settings)
    report = dbt.invoke(settings, BUILD)
    if not report.good:
        raise RuntimeError(report.error or [vars(node) for node in report.failed])
    return settings.warehouse_path


def _worth(
    ledger: dict[tuple[str, str], tuple[float, float]], sales: set[tuple[str, str]]
) -> tuple[float, float]:
    """Units and value of these sales; one that the CRM has deleted is in no ledger."""
    known = [ledger[sale] for sale in sales if sale in ledger]
    return sum(units for units, _ in known), sum(value for _, value in known)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[7, 8, 9])
    parser.add_argument("--scale", type=float, default=5.0, help="1 is the demo's company")
    parser.add_argument("--write", help="the page to fill")
    return parser.parse_args()


if __name__ == "__main__":
    main()
