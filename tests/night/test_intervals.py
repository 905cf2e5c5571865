"""Intervals are built when asked for, stay until asked again, and cost the night nothing."""

from __future__ import annotations

import duckdb

from tests.support.small_home import BASE, OF_RUNS, SmallHome, differences

MART = "rpt_channel_intervals"


def _marts(small: SmallHome) -> set[str]:
    return {name for (name,) in small.ask("select table_name from duckdb_tables()")}


def test_no_night_builds_them_and_none_forgets_them(small: SmallHome) -> None:
    small.restore(BASE)
    first = small.marts
    assert MART not in _marts(small)
    with duckdb.connect(str(small.home / "warehouse.duckdb"), read_only=True) as warehouse:
        # A night without them is whole all the same: the next one builds on it.
        assert warehouse.execute("select count(*) from intermediate.built_loads").fetchone()[0] > 0

    asked = small.headwater("intervals")
    assert asked.code == 0, asked.out + asked.err
    told = small.ask(f"from marts.{MART} order by interval_id")
    assert len(told) > 10
    assert small.marts != first
    assert differences(first, small.marts, besides=[MART]) == {}
    assert small.ask("select run_id, as_of from marts._meta") == _meta(first)

    night = small.headwater("nightly")
    assert night.code == 0, night.out + night.err
    assert small.ask(f"from marts.{MART} order by interval_id") == told
    assert differences(first, small.marts, besides=[MART, *OF_RUNS, "rpt_exports"]) == {}


def test_without_a_good_build_there_is_nothing_to_ask(small: SmallHome) -> None:
    small.restore(None)
    asked = small.headwater("intervals")
    assert asked.code == 1
    assert "E131 no build is on record" in asked.err
    assert "FIX: headwater nightly" in asked.err


def _meta(marts: object) -> list[tuple]:
    with duckdb.connect(str(marts), read_only=True) as connection:
        return connection.execute("select run_id, as_of from marts._meta").fetchall()
