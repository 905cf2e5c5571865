"""Why numbers differ between two published runs: causes that add up, and the conversions behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.changes.nights import Night
from orchestration.publishing.totals import IS_SALE

Row = dict[str, Any]


def _units(condition: str) -> str:
    change = f"case when {condition} then units_change else 0 end"
    return f"cast(sum({change}) as double)"


_FIGURES = f"""
    {_units("counts_as = 'lead'")} as leads,
    {_units("counts_as = 'opportunity'")} as opportunities,
    {_units(IS_SALE)} as sales,
    cast(sum(case when {IS_SALE} then value_reporting_change_minor else 0 end)
        as bigint) as revenue_minor
"""
_CHANGED = """
    from marts.fct_credit_changes as changes
    where run_number > $after and run_number <= $until and attribution_model = $model
        and (len($channels) = 0 or channel in $channels)
"""
_CAUSES = f"""
    select channel, cause, count(distinct conversion_id) as conversions, {_FIGURES} {_CHANGED}
    group by channel, cause
    order by sum(abs(revenue_minor)) over (partition by channel) desc, channel,
        abs(revenue_minor) desc, cause
"""
_TOTALS = f"""
    select
        cast(coalesce(sum(value_reporting_change_minor) filter (run_number <= $after), 0)
            as bigint) as before_minor,
        cast(coalesce(sum(value_reporting_change_minor), 0) as bigint) as after_minor
    from marts.fct_credit_changes
    where run_number <= $until and attribution_model = $model
        and (len($channels) = 0 or channel in $channels) and {IS_SALE}
"""
# An entry that the ledger has lost since is known by its id alone.
_LARGEST = f"""
    select changes.conversion_id, changes.conversion_type,
        coalesce(max(conversions.opportunity_id), max(conversions.order_id),
            max(conversions.record_id), '(gone)') as record,
        changes.channel, string_agg(distinct changes.cause, ', ' order by changes.cause) as cause,
        cast(min_by(changes.old_value_reporting_minor, changes.run_number) as bigint)
            as before_minor,
        cast(max_by(changes.new_value_reporting_minor, changes.run_number) as bigint)
            as after_minor,
        cast(sum(changes.value_reporting_change_minor) as bigint) as revenue_minor
    from (select * {_CHANGED} and {IS_SALE}) as changes
    left join marts.fct_conversions as conversions
        on changes.conversion_id = conversions.conversion_id
    group by changes.conversion_id, changes.conversion_type, changes.channel
    having revenue_minor <> 0
    order by abs(revenue_minor) desc, changes.conversion_id, changes.channel
    limit $top
"""


@dataclass(frozen=True)
class Explained:
    """The difference between two runs; money in minor units of the reporting currency.

    `causes`: one row per channel and cause, which add up to `after_minor - before_minor`;
    `largest`: the entries of the ledger with the largest change of revenue, by channel.
    """

    start: Night
    end: Night
    model: str
    currency: str
    exponent: int
    before_minor: int
    after_minor: int
    causes: list[Row]
    largest: list[Row]
    rules_changed: list[str]

    def money(self, minor: int, signed: bool = False) -> str:
        """An amount for people, in the reporting currency."""
        return f"{minor / 10**self.exponent:{'+' if signed else ''},.{self.exponent}f}"


def explain_change(
    marts: duckdb.DuckDBPyConnection,
    start: Night,
    end: Night,
    model: str,
    channels: list[str],
    top: int = 10,
) -> Explained:
    """What changed after `start` up to and including `end`, under one attribution model."""
    scope = {"after": start.number, "until": end.number, "model": model, "channels": channels}
    [totals] = _rows(marts, _TOTALS, scope)
    [meta] = _rows(marts, "select reporting_currency, currency_exponent from marts._meta", {})
    rules = _rows(
        marts,
        "select rules_changed from marts.dim_runs where run_number > $after"
        " and run_number <= $until and rules_changed <> '' order by run_number",
        {"after": start.number, "until": end.number},
    )
    return Explained(
        start, end, model, meta["reporting_currency"], meta["currency_exponent"],
        totals["before_minor"], totals["after_minor"],
        _rows(marts, _CAUSES, scope), _rows(marts, _LARGEST, {**scope, "top": top}),
        [row["rules_changed"] for row in rules],
    )  # fmt: skip


def names_in_the_log(marts: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    """Every `attribution_model` or `channel` that has ever had credit."""
    rows = marts.execute(f"select distinct {column} from marts.fct_credit_changes order by 1")
    return [name for (name,) in rows.fetchall()]


def _rows(marts: duckdb.DuckDBPyConnection, sql: str, scope: dict[str, Any]) -> list[Row]:
    cursor = marts.execute(sql, scope)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
