"""Lifetime value: cohorts by month of the first closed-won, by acquisition channel."""

from __future__ import annotations

from typing import Any

from orchestration.report.context import ReportContext

COHORTS_KEPT = 24
MONTHS_SHOWN = 24


def build(context: ReportContext) -> dict[str, Any] | None:
    """Rows (cohort, channel, months since, customers, active, value, cumulative value)."""
    marts = context.marts
    needed = ("cohort_month", "channel", "months_since", "customers", "value", "cumulative_value")
    if not marts.has("rpt_lifetime_value", *needed):
        return None
    table = marts.table("rpt_lifetime_value")
    has_active = "active_customers" in marts.columns("rpt_lifetime_value")
    rows = marts.rows(
        f"""
        with cohorts as (
            select distinct cohort_month from {table} order by 1 desc limit {COHORTS_KEPT}
        )
        select strftime(cohort_month, '%Y-%m'), coalesce(channel, '(not set)'), months_since::int,
            customers::bigint, {"active_customers::bigint" if has_active else "null"},
            value, cumulative_value
        from {table} inner join cohorts using (cohort_month)
        where months_since <= {MONTHS_SHOWN}
        order by all
        """
    )
    return {
        "has_active": has_active,
        "rows": [[*row[:5], context.minor(row[5]), context.minor(row[6])] for row in rows],
    }
