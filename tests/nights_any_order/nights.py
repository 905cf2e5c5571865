"""Small companies whose rows arrive over some nights, in any order; then everything is built anew.

Usage: python -m tests.nights_any_order.nights --companies 60 --nights 6 --seed 1
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse import dbt
from tests.reference.companies import Tables, drawn
from tests.reference.harness import WORLD
from tests.support.company import NO_TESTS, Company

FIRST_NIGHT = datetime(2027, 1, 1, 3)
# These tell of the run itself: when it was, and what it sent.
OF_THE_RUN = {"rpt_data_quality", "rpt_exports"}
FX_LATE = 2  # of the rates, so many arrive after the sales that need them


def nights_of(companies: dict[str, Tables], nights: int, key: int) -> list[Tables]:
    """The rows of all companies dealt to nights; a row may come again on a later one."""
    dice = random.Random(key)
    dealt: list[Tables] = [{} for _ in range(nights)]
    for tables in companies.values():
        # Some companies bring nearly all at once and little later, as a real one does.
        first = dice.choice((0.0, 0.5, 0.9))
        for table, rows in tables.items():
            for row in rows:
                night = 0 if dice.random() < first else dice.randrange(nights)
                dealt[night].setdefault(table, []).append(row)
                if dice.random() < 0.03:
                    again = dice.randrange(night, nights)
                    dealt[again].setdefault(table, []).append(row)
    for number, row in enumerate(WORLD.fx_rates):
        night = 0 if number >= FX_LATE else dice.randrange(nights)
        dealt[night].setdefault("fx_rates", []).append(row)
    for tables in dealt:
        for rows in tables.values():
            dice.shuffle(rows)
    return dealt


def in_order_and_anew(home: Path, dealt: list[Tables]) -> dict[str, list[tuple[Any, ...]]]:
    """Build night by night, then anew; rows that only one of the two has, by mart."""
    company = Company(home)
    for number, tables in enumerate(dealt):
        now = f"{FIRST_NIGHT + timedelta(days=number)}"
        company.night(now, tables, checks=False)
    by_nights = _marts(company, home / "by-nights.duckdb")
    _build_anew(company.settings(now))
    return only_in_one(by_nights, _marts(company, home / "anew.duckdb"))


def _build_anew(settings: Settings) -> None:
    report = dbt.invoke(settings, ["build", "--full-refresh", *NO_TESTS])
    assert report.good, report.error or [node.message for node in report.failed]


def _marts(company: Company, kept: Path) -> Path:
    """A file with the marts as they are now, as tables: a view names the warehouse it stands in."""
    with duckdb.connect(company.settings(company.last).warehouse_path) as connection:
        marts = connection.execute(
            """
            select distinct table_schema, table_name from information_schema.tables
            where table_schema in ('marts', 'exports') order by all
            """
        ).fetchall()
        connection.execute(f"attach '{kept}' as kept")
        for schema, mart in marts:
            if mart not in OF_THE_RUN:
                connection.execute(f'create table kept."{schema}.{mart}" as from {schema}.{mart}')
    return kept


def only_in_one(one: Path, two: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Up to five rows of each mart that only one of two files has."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as by_nights (read_only)")
        connection.execute(f"attach '{two}' as anew (read_only)")
        marts = connection.execute(
            "select distinct table_name from information_schema.tables order by all"
        ).fetchall()
        assert marts
        for (mart,) in marts:
            rows = connection.execute(
                f"""
                select * from (
                    (select 'by nights' as side, * from (
                        from by_nights."{mart}" except all from anew."{mart}"
                    ))
                    union all
                    (select 'anew', * from (
                        from anew."{mart}" except all from by_nights."{mart}"
                    ))
                ) limit 5
                """
            ).fetchall()
            if rows:
                found[mart] = rows
    return found


def main() -> int:
    """Run a hunt and print what differs; 1 when anything does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=60)
    parser.add_argument("--nights", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    dealt = nights_of(drawn(given.companies, given.seed), given.nights, given.seed)
    with tempfile.TemporaryDirectory(prefix="headwater-nights-") as folder:
        found = in_order_and_anew(Path(folder), dealt)
    for mart, rows in found.items():
        print(mart)
        for row in rows:
            print("   ", *row)
    print(
        f"{given.companies} companies x {given.nights} nights, seed {given.seed}: "
        f"{len(found)} mart(s) differ from one build of everything"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
