"""Journey: the newest won customers, each touchpoint with its credit under every model."""

from __future__ import annotations

from typing import Any

from orchestration.report.context import ReportContext

CUSTOMERS_KEPT = 200
# Of a very long journey the page shows how it began and how it ended; the rest is one line.
FIRST_SHOWN = 20
LAST_SHOWN = 40
CREDIT_SCALE = 10_000

BEFORE_THE_SALE = ("lead", "repeat_inquiry", "qualified_lead", "opportunity")
TOUCHPOINT_COLUMNS = (
    "position", "touchpoint_at", "touchpoint_type", "channel", "source", "medium", "campaign",
    "ad_group", "ad", "keyword", "content", "journey_stage", "is_lead_touch",
    "is_opportunity_touch", "is_carried",
)  # fmt: skip


def build(context: ReportContext) -> dict[str, Any] | None:
    """Won conversions, newest first, with touchpoints and milestones; None without the mart."""
    marts = context.marts
    needed = ("attribution_model", "conversion_id", "person_id", "credit", "attributed_value_net")
    if not marts.has("rpt_journeys", *needed) or not marts.has("fct_conversions", "person_id"):
        return None
    marts.connection.execute(
        f"""
        create or replace temp table shown_conversions as
        with won as (
            select conversion_id, person_id, conversion_at, value_reporting_minor,
                coalesce(conversion_type, '') as conversion_type, coalesce(country, '') as country
            from {marts.table("fct_conversions")}
            where conversion_type in ('sale', 'order') and units > 0
        ), customers as (
            select person_id from won group by person_id
            order by max(conversion_at) desc, person_id limit {CUSTOMERS_KEPT}
        )
        select won.* from won inner join customers using (person_id)
        qualify row_number() over (
            partition by person_id order by conversion_at desc, conversion_id
        ) <= 5
        """
    )
    conversions = {
        row["conversion_id"]: {**row, "touchpoints": [], "milestones": [], "hidden": None}
        for row in marts.records(
            """
            select conversion_id, person_id, conversion_type, country,
                value_reporting_minor as value, epoch_ms(conversion_at) as at
            from shown_conversions order by conversion_at desc, conversion_id
            """
        )
    }
    _add_touchpoints(context, conversions)
    _add_milestones(context, conversions)
    return {
        "credit_scale": CREDIT_SCALE,
        "conversions": [_page(row) for row in conversions.values()],
    }


def _add_touchpoints(context: ReportContext, conversions: dict[str, dict[str, Any]]) -> None:
    marts = context.marts
    for row in marts.records(
        f"""
        select journeys.attribution_model, journeys.conversion_id,
            {", ".join(f"journeys.{name}" for name in TOUCHPOINT_COLUMNS)},
            epoch_ms(journeys.touchpoint_at) as at, journeys.touchpoints,
            round(journeys.credit * {CREDIT_SCALE})::bigint as credit,
            journeys.attributed_value, journeys.attributed_value_net
        from {marts.table("rpt_journeys")} as journeys
        inner join shown_conversions using (conversion_id)
        order by journeys.conversion_id, journeys.position, journeys.attribution_model
        """
    ):
        conversion = conversions[row["conversion_id"]]
        if row["attribution_model"] not in context.models:
            continue
        model = context.models.index(row["attribution_model"])
        touchpoint = _touchpoint(conversion, row, len(context.models))
        touchpoint["credit"][model] += row["credit"] or 0
        touchpoint["value"][model] += context.minor(row["attributed_value"])
        touchpoint["net"][model] += context.minor(row["attributed_value_net"])


def _touchpoint(conversion: dict[str, Any], row: dict[str, Any], models: int) -> dict[str, Any]:
    """The entry that this row adds to: its touchpoint, or the one of all that are not shown."""
    position, total = row["position"] or 0, row["touchpoints"] or 0
    shown = conversion["touchpoints"]
    if FIRST_SHOWN < position <= total - LAST_SHOWN:
        if conversion["hidden"] is None:
            count = total - LAST_SHOWN - FIRST_SHOWN
            conversion["hidden"] = {"after": FIRST_SHOWN, "count": count, **_nothing(models)}
        return conversion["hidden"]
    if not shown or shown[-1]["position"] != position:
        words = {name: row[name] for name in TOUCHPOINT_COLUMNS if name != "touchpoint_at"}
        shown.append({**words, "position": position, "at": row["at"], **_nothing(models)})
    return shown[-1]


def _nothing(models: int) -> dict[str, list[int]]:
    return {"credit": [0] * models, "value": [0] * models, "net": [0] * models}


def _add_milestones(context: ReportContext, conversions: dict[str, dict[str, Any]]) -> None:
    """What the ledger says of the same person up to the close, and of this sale after it."""
    marts = context.marts
    for row in marts.records(
        f"""
        select shown_conversions.conversion_id, ledger.conversion_type as type,
            epoch_ms(ledger.conversion_at) as at, ledger.value_reporting_minor as value,
            ledger.inquiry_type as inquiry
        from shown_conversions
        inner join {marts.table("fct_conversions")} as ledger
            on shown_conversions.person_id = ledger.person_id
        where ledger.journey_conversion_id = shown_conversions.conversion_id
            or (
                ledger.conversion_type in {BEFORE_THE_SALE}
                and ledger.units > 0 and ledger.conversion_at <= shown_conversions.conversion_at
            )
        order by 1, ledger.conversion_at, ledger.conversion_type
        """
    ):
        conversions[row.pop("conversion_id")]["milestones"].append(
            {name: value for name, value in row.items() if value is not None}
        )


def _page(conversion: dict[str, Any]) -> dict[str, Any]:
    """Drop what repeats: the net where nothing was refunded, milestones of an earlier cycle."""
    parts = [*conversion["touchpoints"], *([conversion["hidden"]] if conversion["hidden"] else [])]
    for part in parts:
        if part["net"] == part["value"]:
            del part["net"]
        for name in [name for name, value in part.items() if value in (None, "", False)]:
            del part[name]
    begun = min(
        (part["at"] for part in conversion["touchpoints"] if "at" in part), default=conversion["at"]
    )
    conversion["milestones"] = [row for row in conversion["milestones"] if row["at"] >= begun]
    return {name: value for name, value in conversion.items() if value is not None}
