"""Data quality: checks, freshness, what platforms claim, and sums that must not differ."""

from __future__ import annotations

from typing import Any

from orchestration.publishing.totals import IS_SALE
from orchestration.report.context import ReportContext

HISTORY_KEPT = 30


def build(context: ReportContext) -> dict[str, Any]:
    """Parts of the page; a part is None when its mart is not there."""
    return {
        "checks": _checks(context),
        "sums": _sums(context),
        "deals": _deals(context),
        "platforms": _platforms(context),
    }


def _checks(context: ReportContext) -> list[dict[str, Any]] | None:
    """The newest result of each check and subject, with its earlier values."""
    marts = context.marts
    if not marts.has("rpt_data_quality", "check_name", "day", "value", "threshold", "status"):
        return None
    columns = marts.columns("rpt_data_quality")
    subject, unit, detail = (
        f"coalesce({name}, '')" if name in columns else "''"
        for name in ("subject", "unit", "detail")
    )
    return marts.records(
        f"""
        select check_name as name, {subject} as subject, arg_max({unit}, day) as unit,
            arg_max({detail}, day) as detail, strftime(max(day), '%Y-%m-%d') as day,
            last(value::double order by day) as value,
            last(threshold::double order by day) as threshold, arg_max(status, day) as status,
            list(value::double order by day)[-{HISTORY_KEPT}:] as history
        from {marts.table("rpt_data_quality")}
        group by check_name, {subject} order by 1, 2
        """
    )


def _sums(context: ReportContext) -> dict[str, Any] | None:
    """Revenue of the ledger beside what each model gave away: equal, or something is wrong."""
    marts = context.marts
    if not marts.has("fct_conversions", "value_reporting_minor", "counts_as") or not marts.has(
        "fct_attribution_credits", "attributed_value_reporting_minor", "counts_as"
    ):
        return None
    [(ledger,)] = marts.rows(
        "select coalesce(sum(value_reporting_minor), 0)::bigint "
        f"from {marts.table('fct_conversions')} where {IS_SALE}"
    )
    attributed = dict(
        marts.rows(
            "select attribution_model, sum(attributed_value_reporting_minor)::bigint "
            f"from {marts.table('fct_attribution_credits')} "
            f"where {IS_SALE} group by all"
        )
    )
    return {"ledger": ledger, "attributed": [attributed.get(name, 0) for name in context.models]}


def _deals(context: ReportContext) -> dict[str, int] | None:
    """Won deals net of refunds, as the CRM has them and as the ledger has them."""
    marts = context.marts
    if not marts.has("fct_opportunities", "net_reporting", "is_won") or not marts.has(
        "fct_conversions", "opportunity_id", "value_reporting_minor", "counts_as"
    ):
        return None
    [(deals, net)] = marts.rows(
        f"select count(*), sum(net_reporting) from {marts.table('fct_opportunities')} where is_won"
    )
    [(ledger,)] = marts.rows(
        "select coalesce(sum(value_reporting_minor), 0)::bigint "
        f"from {marts.table('fct_conversions')} where {IS_SALE} "
        "and coalesce(opportunity_id, '') <> ''"
    )
    return {"deals": deals, "crm": context.minor(net), "ledger": ledger}


def _platforms(context: ReportContext) -> dict[str, Any] | None:
    """Claimed, counted and CRM per platform, and every bucket that explains the gap."""
    marts = context.marts
    if not marts.has("rpt_reconciliation", "platform", "claimed", "ours", "crm"):
        return None
    buckets = sorted(
        name for name in marts.columns("rpt_reconciliation") if name.startswith("gap_")
    )
    sums = "".join(f", round(sum({name})::double, 5) as {name}" for name in buckets)
    return {
        "buckets": buckets,
        "rows": marts.records(
            f"""
            select platform, round(sum(claimed)::double, 5) as claimed,
                round(sum(ours)::double, 5) as ours, round(sum(crm)::double, 5) as crm{sums}
            from {marts.table("rpt_reconciliation")} group by all order by all
            """
        ),
    }
