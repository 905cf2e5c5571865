"""Many companies in one warehouse, built once, and the differences of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.reference.companies import Tables
from tests.reference.compare import Difference, differences, named
from tests.reference.marts import World, marts
from tests.reference.warehouse import company_of, duckdb_file, read
from tests.support.company import Company

NIGHT = "2027-01-15 03:00:00"
MOST_VIEWS = 12  # so that a bot by its number of pages is a small company, too


def _rate(day: str, currency: str, rate: str) -> dict[str, Any]:
    row = {"rate_date": day, "from_currency": currency, "to_currency": "GBP", "rate": rate}
    return {**row, "extracted_at": "2027-01-01 00:00:00"}


WORLD = World(
    [
        _rate("2025-11-01", "EUR", "0.85"),
        _rate("2026-03-05", "EUR", "0.8437"),
        _rate("2026-06-01", "EUR", "0.9"),
        _rate("2025-11-01", "JPY", "0.0051"),
        _rate("2026-04-01", "JPY", "0.00525"),
        _rate("2025-11-01", "KWD", "2.53"),
        _rate("2025-11-01", "USD", "1.15"),
    ],
    MOST_VIEWS,
)
ACCOUNTS = replace(WORLD, by_account=True)


def build(home: Path, companies: Mapping[str, Tables], world: World = WORLD) -> Path:
    """One warehouse of all companies; returns its file."""
    together: Tables = {"fx_rates": list(world.fx_rates)}
    for tables in companies.values():
        for table, rows in tables.items():
            together.setdefault(table, []).extend(rows)
    Company(home, vars=vars_of(world)).night(NIGHT, together, checks=False)
    return home / "warehouse.duckdb"


def vars_of(world: World) -> dict[str, Any]:
    """The vars that make a warehouse of this world."""
    return {
        "bot_views_per_session": world.most_views,
        "journey_grain": "account" if world.by_account else "person",
        "interval_replicates": 40,  # no rule speaks of them: the fewest that there may be
    }


def judged(
    warehouse: Path, companies: Mapping[str, Tables], world: World = WORLD
) -> dict[str, list[Difference]]:
    """What each company's marts tell otherwise than the reference; empty where they agree."""
    found = named(read(duckdb_file(warehouse)), company_of)
    wrong = {}
    for tag, tables in companies.items():
        expected = named(marts(tables, world), lambda row, tag=tag: tag)[tag]
        if told := differences(expected, found[tag]):
            wrong[tag] = told
    return wrong
