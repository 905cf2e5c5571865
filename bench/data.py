"""What the bench delivers: a year of the generator's company, in two deliveries.

The first holds all but the last day; the second is that day as a night finds it: events of which
some are up to three days late and some were delivered before, the day's calls, forms and leads,
edited deals, and one merge of two leads. Both lie as links and small files in the cache.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

# The moment at which a row of a table was first known; other tables come whole with the year.
KNOWN_AT = {
    "calls": "started_at",
    "chats": "started_at",
    "consents": "changed_at",
    "email_clicks": "clicked_at",
    "form_submissions": "submitted_at",
    "leads": "created_at",
    "number_leases": "leased_from",
    "opportunities": "created_at",
    "refunds": "refunded_at",
    "stage_changes": "changed_at",
}
# One deal in so many is edited on a day: another amount, as sales people do.
DEALS_PER_EDIT = 300


def split(year: Path, target: Path) -> str:
    """Write `target/base` and `target/day` from a generated year; returns the day (ISO)."""
    landing = year / "landing"
    days = sorted(folder.name for folder in (landing / "web_events").iterdir())
    day = days[-1].removeprefix("dt=")
    for part, names in {"base": days[:-1], "day": days[-1:]}.items():
        folder = target / part / "web_events"
        folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copytree(landing / "web_events" / name, folder / name, copy_function=_link)
    with duckdb.connect() as engine:
        engine.execute("set enable_progress_bar = false")
        for table in sorted(path.name for path in landing.iterdir()):
            if table != "web_events":
                _split_table(engine, landing / table, target, table, day)
        _edits(engine, target, day)
    return day


def deliver(part: Path, landing: Path) -> None:
    """Link every file of one delivery into a landing folder; files keep their places."""
    shutil.copytree(part, landing, copy_function=_link, dirs_exist_ok=True)


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def _split_table(
    engine: duckdb.DuckDBPyConnection, source: Path, target: Path, table: str, day: str
) -> None:
    rows = f"read_{_format(source)}('{source}/*'{', all_varchar = true' * _is_csv(source)})"
    moment = KNOWN_AT.get(table)
    before = f"cast({moment} as timestamp) < timestamp '{day}'" if moment else "true"
    if table == "opportunity_leads":
        before = (
            "opportunity_id in (select opportunity_id from"
            f" read_parquet('{target}/base/opportunities/*'))"
        )
    for part, condition in {"base": before, "day": f"not ({before})"}.items():
        folder = target / part / table
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{part}.parquet"
        engine.execute(f"copy (from {rows} where {condition}) to '{folder / name}'")


def _edits(engine: duckdb.DuckDBPyConnection, target: Path, day: str) -> None:
    deals = f"read_parquet('{target}/base/opportunities/*')"
    engine.execute(
        f"copy (select * replace (round(amount * 1.1, 2) as amount),"
        f" timestamp '{day} 09:00:00' as updated_at from {deals}"
        f" where hash(opportunity_id) % {DEALS_PER_EDIT} = 0)"
        f" to '{target}/day/opportunities/edits.parquet'"
    )
    (target / "day" / "merges").mkdir(exist_ok=True)
    engine.execute(
        f"copy (select min(crm) as crm, timestamp '{day} 10:00:00' as merged_at,"
        " max(lead_id) as from_id, min(lead_id) as into_id"
        f" from (select crm, lead_id from read_parquet('{target}/base/leads/*')"
        f" order by lead_id limit 2)) to '{target}/day/merges/merge.parquet'"
    )


def _is_csv(folder: Path) -> bool:
    return any(".csv" in file.name for file in folder.iterdir())


def _format(folder: Path) -> str:
    if _is_csv(folder):
        return "csv"
    return "json" if any("json" in file.name for file in folder.iterdir()) else "parquet"
