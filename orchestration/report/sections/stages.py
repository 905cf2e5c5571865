"""Stages: how many persons reached each stage of the journey, and by which source."""

from __future__ import annotations

from typing import Any

from orchestration.report.context import ReportContext

STAGES = ("awareness", "consideration", "decision", "customer", "retention", "advocacy")
DIMENSIONS = ("channel", "campaign", "content")
LABELS_KEPT = 60


def build(context: ReportContext) -> dict[str, Any] | None:
    """Rows of (stage, label) per dimension; persons count once per stage."""
    marts = context.marts
    needed = (
        "journey_stage",
        "channel",
        "campaign",
        "content",
        "persons",
        "persons_by_first_touch",
    )
    if not marts.has("rpt_journey_stages", *needed):
        return None
    return {
        "stages": list(STAGES),
        "views": {dimension: _view(context, dimension) for dimension in DIMENSIONS},
    }


def _view(context: ReportContext, dimension: str) -> list[dict[str, Any]]:
    rows = context.marts.records(
        f"""
        with labels as (
            select coalesce({dimension}, '') as label, row_number() over (
                order by sum(persons) + sum(touchpoints) desc, 1
            ) as place
            from {context.marts.table("rpt_journey_stages")} group by 1
        )
        select journey_stage as stage,
            case when place <= {LABELS_KEPT} then label else '(other)' end as label,
            sum(persons)::bigint as persons,
            sum(persons_by_first_touch)::bigint as persons_by_first_touch,
            sum(touchpoints)::bigint as touchpoints,
            round(sum(conversions)::double, 5) as conversions, sum(value) as value
        from {context.marts.table("rpt_journey_stages")}
        inner join labels on coalesce({dimension}, '') = labels.label
        group by all order by all
        """
    )
    for row in rows:
        row["value"] = context.minor(row["value"])
        row["label"] = row["label"] or "(not set)"
    return rows
