"""Fits: how much the data-driven models had to learn from, by conversion type."""

from __future__ import annotations

from typing import Any

from orchestration.report.context import ReportContext


def build(context: ReportContext) -> list[dict[str, Any]] | None:
    """One entry per conversion type: its conversions, and what was too little to learn from.

    `fallback`: so few conversions that the models divide them as `linear` does; `pooled`: channels
    in so few of them that they were fitted as one. Nothing where no data-driven model is shown.
    """
    marts = context.marts
    needed = (
        "attribution_model", "conversion_type", "channel", "fitted_conversions", "is_pooled",
        "is_fallback",
    )  # fmt: skip
    if not marts.has("fct_channel_weights", *needed):
        return None
    rows = marts.records(
        f"""
        select conversion_type as type, max(fitted_conversions) as conversions,
            bool_or(is_fallback) as fallback,
            list(distinct attribution_model order by attribution_model) as models,
            coalesce(list(distinct channel order by channel) filter (is_pooled), []) as pooled
        from {marts.table("fct_channel_weights")}
        where attribution_model in (select unnest(?::text[]))
        group by conversion_type order by conversion_type
        """,
        [context.models],
    )
    for row in rows:
        row["models"] = sorted(context.models.index(name) for name in row["models"])
    return rows
