"""Sent back: what each destination was offered, took and refused, and what to do about it."""

from __future__ import annotations

from typing import Any

from orchestration.report.context import ReportContext
from orchestration.report.fixes import fix_of


def build(context: ReportContext) -> list[dict[str, Any]] | None:
    """One entry per destination, with its rows by state and reason."""
    marts = context.marts
    if not marts.has("rpt_exports", "destination", "day", "state", "reason", "rows", "value"):
        return None
    columns = marts.columns("rpt_exports")
    fix = "max(fix)" if "fix" in columns else "null"
    rows = marts.records(
        f"""
        select destination, state, coalesce(reason, '') as reason, {fix} as fix,
            sum(rows)::bigint as rows, sum(value) as value
        from {marts.table("rpt_exports")}
        group by all order by destination, sum(rows) desc, state, reason
        """
    )
    latest = _last_success(context, "last_success_at" in columns)
    destinations: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = row.pop("destination")
        entry = destinations.setdefault(
            name, {"destination": name, "last_success": latest.get(name), "states": []}
        )
        row["value"] = context.minor(row["value"])
        row["fix"] = row["fix"] or fix_of(row["state"], row["reason"])
        entry["states"].append(row)
    return list(destinations.values())


def _last_success(context: ReportContext, has_time: bool) -> dict[str, str]:
    """When a destination last took something: the moment if it is known, else the day."""
    table = context.marts.table("rpt_exports")
    found = "max(last_success_at)" if has_time else "max(day) filter (where state = 'accepted')"
    rows = context.marts.rows(
        f"select destination, strftime({found}, '{'%Y-%m-%d %H:%M' if has_time else '%Y-%m-%d'}') "
        f"from {table} group by destination"
    )
    return dict(rows)
