"""Paths: the commonest exposure paths, their flow, and who assists whom."""

from __future__ import annotations

from typing import Any

from orchestration.report.context import ReportContext

PATHS_KEPT = 20
STEPS_SHOWN = 12
NOTHING_BETWEEN = "(nothing between)"


def build(context: ReportContext) -> dict[str, Any] | None:
    """One entry per conversion type, each with its top paths, flows and assists."""
    marts = context.marts
    needed = (
        "conversion_type",
        "path_id",
        "position",
        "channel",
        "journeys",
        "conversions",
        "value",
    )
    if not marts.has("rpt_paths", *needed):
        return None
    marts.connection.execute(
        f"""
        create or replace temp table path_steps as
        select conversion_type, path_id, position, coalesce(channel, '(not set)') as channel,
            journeys::double as journeys, conversions::double as conversions, value,
            max(position) over (partition by conversion_type, path_id) as path_length
        from {marts.table("rpt_paths")}
        """
    )
    types = [
        name for (name,) in marts.rows("select distinct conversion_type from path_steps order by 1")
    ]
    return {name: _of_type(context, name) for name in types}


def _of_type(context: ReportContext, conversion_type: str) -> dict[str, Any]:
    marts = context.marts
    [(paths, journeys, conversions, value)] = marts.rows(
        "select count(*), sum(journeys), sum(conversions), sum(value) from path_steps "
        "where conversion_type = ? and position = 1",
        [conversion_type],
    )
    return {
        "paths": paths,
        "journeys": round(journeys or 0, 5),
        "conversions": round(conversions or 0, 5),
        "value": context.minor(value),
        "top": _top(context, conversion_type),
        "flows": _flows(context, conversion_type),
        "assists": _assists(context, conversion_type),
    }


def _top(context: ReportContext, conversion_type: str) -> list[dict[str, Any]]:
    rows = context.marts.records(
        f"""
        select max(path_length) as length, list(channel order by position) as channels,
            round(any_value(journeys), 5) as journeys,
            round(any_value(conversions), 5) as conversions, any_value(value) as value
        from path_steps where conversion_type = ?
        group by path_id
        order by any_value(conversions) desc, any_value(value) desc, any_value(journeys) desc,
            list(channel order by position)
        limit {PATHS_KEPT}
        """,
        [conversion_type],
    )
    for row in rows:
        row["value"] = context.minor(row["value"])
        row["channels"] = row["channels"][:STEPS_SHOWN]
    return rows


def _flows(context: ReportContext, conversion_type: str) -> dict[str, list[list[Any]]]:
    """Conversions flowing first → between → last; several between share theirs equally."""
    rows = context.marts.rows(
        f"""
        with ends as (
            select path_id, any_value(conversions) as conversions, max(path_length) as path_length,
                arg_min(channel, position) as first_channel,
                arg_max(channel, position) as last_channel
            from path_steps where conversion_type = ? group by path_id
        ), through as (
            select first_channel, coalesce(steps.channel, '{NOTHING_BETWEEN}') as middle,
                last_channel, ends.conversions / greatest(ends.path_length - 2, 1) as conversions
            from ends
            left join path_steps as steps
                on ends.path_id = steps.path_id and steps.conversion_type = ?
                and steps.position between 2 and ends.path_length - 1
        )
        select 'head', first_channel, middle, round(sum(conversions), 5) from through
        group by all having sum(conversions) > 0
        union all
        select 'tail', middle, last_channel, round(sum(conversions), 5) from through
        group by all having sum(conversions) > 0
        order by 1, 4 desc, 2, 3
        """,
        [conversion_type, conversion_type],
    )
    return {side: [list(row[1:]) for row in rows if row[0] == side] for side in ("head", "tail")}


def _assists(context: ReportContext, conversion_type: str) -> list[dict[str, Any]]:
    """Per channel: converting paths that it closed, and those where it only helped before."""
    rows = context.marts.records(
        """
        with roles as (
            select path_id, channel, any_value(conversions) as conversions,
                any_value(value) as value, max(position) = max(path_length) as is_last
            from path_steps where conversion_type = ? group by path_id, channel
        )
        select channel, round(sum(conversions) filter (where is_last), 5) as last,
            round(sum(conversions) filter (where not is_last), 5) as assists,
            sum(value) filter (where not is_last) as assisted_value
        from roles group by channel having sum(conversions) > 0
        order by sum(conversions) desc, channel
        """,
        [conversion_type],
    )
    for row in rows:
        row["assisted_value"] = context.minor(row["assisted_value"])
        row["last"] = row["last"] or 0
        row["assists"] = row["assists"] or 0
    return rows
