"""Time lag: days and touchpoints from the first touch to a lead, and to a sale."""

from __future__ import annotations

from typing import Any

from orchestration.report.context import ReportContext

LAG_BUCKETS = ("0", "1", "2-6", "7-13", "14-29", "30-59", "60-89", "90+")
TOUCHES_BUCKETS = ("1", "2", "3", "4", "5", "6-9", "10+")


def build(context: ReportContext) -> dict[str, Any] | None:
    """Histogram rows per conversion type, buckets in their order, and the medians."""
    marts = context.marts
    needed = ("conversion_type", "lag_bucket", "touches_bucket", "conversions", "value")
    if not marts.has("rpt_time_lag", *needed):
        return None
    rows = marts.rows(
        "select conversion_type, lag_bucket, touches_bucket, "
        "round(sum(conversions)::double, 5), sum(value) "
        f"from {marts.table('rpt_time_lag')} group by all order by all"
    )
    types = sorted({row[0] for row in rows})
    return {
        "lag_buckets": _ordered(LAG_BUCKETS, {row[1] for row in rows}),
        "touches_buckets": _ordered(TOUCHES_BUCKETS, {row[2] for row in rows}),
        "types": {
            name: {
                "rows": [[*row[1:4], context.minor(row[4])] for row in rows if row[0] == name],
                **_medians(context, name),
            }
            for name in types
        },
    }


def _ordered(known: tuple[str, ...], found: set[str]) -> list[str]:
    """The known buckets in order, then any that a changed model may have added."""
    return [*known, *sorted(found - set(known))]


def _medians(context: ReportContext, conversion_type: str) -> dict[str, float | None]:
    marts = context.marts
    needed = (
        "attribution_model",
        "conversion_type",
        "position",
        "days_to_conversion",
        "touchpoints",
    )
    if not marts.has("rpt_journeys", *needed):
        return {"median_days": None, "median_touches": None}
    [(days, touches)] = marts.rows(
        f"select round(median(days_to_conversion), 2), median(touchpoints) "
        f"from {marts.table('rpt_journeys')} "
        "where attribution_model = ? and conversion_type = ? and position = 1",
        [context.headline, conversion_type],
    )
    return {"median_days": days, "median_touches": touches}
