"""The published runs, and which of them a person means by a day, a number or an id."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import duckdb

from orchestration.publish import current_marts
from orchestration.settings import Settings

# Ids are longer than this; a number of so few digits is that of a run.
_NUMBER_DIGITS = 6


class NoSuchNight(Exception):
    """No published run is meant by what was given; the message lists what there is."""


@dataclass(frozen=True)
class Night:
    """One published run; `at` is its clock, UTC. Number 0 is what was before the first."""

    number: int
    run_id: str
    at: datetime | None
    fingerprint: str = ""
    rules_changed: str = ""


NOTHING_YET = Night(0, "", None)


def open_marts(settings: Settings) -> closing[duckdb.DuckDBPyConnection]:
    """The published marts, read-only, with their log of changes.

    Raises NoSuchNight where no night with a log has been published.
    """
    path = current_marts(settings)
    if path is None or not path.with_name("headwater.duckdb").exists():
        raise NoSuchNight("nothing has been published yet")
    marts = duckdb.connect(str(path.with_name("headwater.duckdb")), read_only=True)
    try:
        marts.execute("select 1 from marts.fct_credit_changes, marts.dim_runs limit 1")
    except duckdb.CatalogException as problem:
        marts.close()
        raise NoSuchNight("the published version is older than the log of changes") from problem
    return closing(marts)


def all_nights(marts: duckdb.DuckDBPyConnection) -> list[Night]:
    """Every published run, the oldest first."""
    rows = marts.execute(
        "select run_number, run_id, run_at, fingerprint, rules_changed from marts.dim_runs"
        " order by run_number"
    )
    return [Night(*row) for row in rows.fetchall()]


def find_night(nights: list[Night], text: str, zone: str) -> Night:
    """The run that a day (the last run until its end, in `zone`), a number or an id means.

    A day before the first run means NOTHING_YET. Raises NoSuchNight for anything unknown.
    """
    wanted = text.strip()
    if wanted.isdigit() and len(wanted) <= _NUMBER_DIGITS:
        found = [night for night in nights if night.number == int(wanted)]
    elif day := _day(wanted):
        found = [night for night in nights if _date(night, zone) <= day] or [NOTHING_YET]
    else:
        found = [night for night in nights if wanted and night.run_id.startswith(wanted)]
        if len(found) > 1:
            raise NoSuchNight(f"{wanted!r} is the beginning of {len(found)} run ids")
    if not found:
        raise NoSuchNight(f"{wanted!r} is none of the published runs: {_known(nights)}")
    return found[-1]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _date(night: Night, zone: str) -> date:
    at = night.at or datetime.min
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def _known(nights: list[Night]) -> str:
    if not nights:
        return "there are none yet"
    ends = [f"{night.number} ({night.at:%Y-%m-%d})" for night in (nights[0], nights[-1])]
    return f"they are numbered {ends[0]} to {ends[1]}"
