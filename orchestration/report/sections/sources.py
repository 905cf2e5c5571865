"""Source report and Models: month × dimension × attribution model, in integers that add up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from orchestration.report.context import MONTHS_KEPT, ReportContext

# Counts are fractions of leads and sales: they travel as hundred-thousandths.
COUNT_SCALE = 100_000
SPEND_SCALE = 1_000_000
LABELS_KEPT = 300
OTHER = "(other)"

COUNTS = ("leads", "opportunities", "sales")
DATED_COUNTS = tuple(f"{name}_by_conversion_date" for name in COUNTS)
VALUES = ("value", "value_by_conversion_date", "value_by_event_date")


@dataclass(frozen=True)
class View:
    """One way to cut the sources. `labels` are SQL expressions: the name, then what explains it."""

    name: str
    mart: str
    labels: tuple[str, str]
    has_spend: bool


NAMELESS = "('', '(none)', '(not set)')"
# A visit that names its campaign but not its platform belongs to the one platform that has a
# campaign of this name in this channel; where several have, it stays apart.
PLATFORM = f"""
    case when platform not in {NAMELESS} then platform
        when count(distinct case when platform not in {NAMELESS} then platform end)
            over (partition by campaign, channel) = 1
        then max(case when platform not in {NAMELESS} then platform end)
            over (partition by campaign, channel)
    end
"""
# A keyword without a name is one row, whatever its campaign: the totals stay whole.
VIEWS = (
    View("channel", "rpt_sources", ("channel", "''"), True),
    View("campaign", "rpt_sources", ("campaign", f"concat_ws(' · ', {PLATFORM}, channel)"), True),
    View("content", "rpt_content", ("content", "''"), False),
    View(
        "keyword",
        "rpt_sources",
        ("keyword", f"case when keyword in {NAMELESS} then '' else campaign end"),
        True,
    ),
)


def build(context: ReportContext) -> dict[str, Any]:
    """Views by name, and the months they share (oldest first)."""
    months = _months(context)
    place = {month: index for index, (month, _) in enumerate(months)}
    views = {view.name: _view(context, view, place) for view in VIEWS}
    return {
        "months": [label for _, label in months],
        "count_scale": COUNT_SCALE,
        "spend_scale": SPEND_SCALE,
        "views": views,
    }


def _months(context: ReportContext) -> list[tuple[str, str]]:
    """Months with anything in them: key in SQL, label on the page. Old ones share one key."""
    marts = context.marts
    dated = [mart for mart in ("rpt_sources", "rpt_content") if marts.has(mart, "report_date")]
    if not dated:
        return []
    found = [
        month
        for (month,) in marts.rows(
            " union ".join(
                f"select coalesce(strftime(report_date, '%Y-%m'), '') from {marts.table(mart)}"
                for mart in dated
            )
            + " order by 1"
        )
    ]
    kept = found[-MONTHS_KEPT:]
    labels = [(month, month or "undated") for month in kept]
    return labels if kept == found else [("older", f"before {kept[0]}"), *labels]


def _view(context: ReportContext, view: View, months: dict[str, int]) -> dict[str, Any] | None:
    marts = context.marts
    if not marts.has(view.mart, "attribution_model", "report_date"):
        return None
    _stage(context, view, months)
    labels = marts.rows("select label, detail from source_labels order by label_id")
    return {
        "labels": [label or "(not set)" for label, _ in labels],
        "details": [detail or "" for _, detail in labels],
        "has_spend": view.has_spend,
        "traffic": _traffic(context, view, months),
        "credit": _credit(context, view, months),
    }


def _stage(context: ReportContext, view: View, months: dict[str, int]) -> None:
    """Sum the mart to month × label in temporary tables; rare labels become one."""
    marts, columns = context.marts, context.marts.columns(view.mart)
    measures = [*COUNTS, *DATED_COUNTS, *VALUES, "visits", "impressions", "clicks", "spend"]
    sums = ", ".join(
        f"sum({name}) as {name}" if name in columns else f"0 as {name}" for name in measures
    )
    oldest = next((month for month in months if month not in ("older", "")), "")
    marts.connection.execute(
        f"""
        create or replace temp table source_sums as
        select
            attribution_model,
            case when report_date is null then ''
                when strftime(report_date, '%Y-%m') < ? then 'older'
                else strftime(report_date, '%Y-%m') end as month,
            label,
            detail,
            {sums}
        from (
            select *, coalesce({view.labels[0]}, '') as label,
                coalesce({view.labels[1]}, '') as detail
            from {marts.table(view.mart)}
        )
        group by all
        """,
        [oldest],
    )
    marts.connection.execute(
        f"""
        create or replace temp table source_labels as
        with sizes as (
            select label, detail, attribution_model,
                sum(value) as value, sum(spend) as spend, sum(visits) as visits
            from source_sums group by all
        ), ranked as (
            select label, detail, row_number() over (
                order by max(value) desc, max(spend) desc, max(visits) desc, label, detail
            ) - 1 as label_id
            from sizes group by label, detail
        )
        select label_id, label, detail from ranked where label_id < {LABELS_KEPT}
        union all
        select {LABELS_KEPT}, '{OTHER}', '' from ranked having count(*) > {LABELS_KEPT}
        """
    )


def _traffic(context: ReportContext, view: View, months: dict[str, int]) -> dict[str, list[int]]:
    """What no model changes: visits, impressions, clicks and spend (read from one model)."""
    rows = context.marts.rows(
        f"""
        select coalesce(label_id, {LABELS_KEPT}) as label_id, month, sum(visits)::bigint,
            sum(impressions)::bigint, sum(clicks)::bigint,
            round(sum(spend) * {SPEND_SCALE})::bigint
        from source_sums left join source_labels using (label, detail)
        where attribution_model = ? group by all order by all
        """,
        [context.headline],
    )
    names = ("label", "month", "visits", "impressions", "clicks", "spend")
    kept = [(label, months[month], *sums) for label, month, *sums in rows if any(sums)]
    return {name: [row[place] for row in kept] for place, name in enumerate(names)}


def _credit(context: ReportContext, view: View, months: dict[str, int]) -> dict[str, list[int]]:
    """What the models divide: leads, opportunities, sales and value, by each kind of date."""
    measures = (*COUNTS, *DATED_COUNTS, *VALUES)
    rows = context.marts.rows(
        f"""
        select attribution_model, coalesce(label_id, {LABELS_KEPT}) as label_id, month,
            {", ".join(f"sum({name}) as {name}" for name in measures)}
        from source_sums left join source_labels using (label, detail)
        group by all order by all
        """
    )
    columns: dict[str, list[Any]] = {name: [] for name in ("model", "label", "month", *measures)}
    for model, label, month, *sums in rows:
        if model not in context.models or not any(sums):
            continue
        for name, number in zip(
            columns, (context.models.index(model), label, months[month], *sums), strict=True
        ):
            columns[name].append(number or 0)
    for name in VALUES:
        columns[name] = [context.minor(number) for number in columns[name]]
    groups = list(zip(columns["model"], columns["month"], strict=True))
    for name in (*COUNTS, *DATED_COUNTS):
        columns[name] = whole_parts(columns[name], groups)
    return columns


def whole_parts(numbers: list[float], groups: list[tuple[int, int]]) -> list[int]:
    """Scale fractions to integers that add up for each (model, month), and so for each model.

    Each is rounded; what rounding lost goes to the largest of its group. Seven leads over three
    channels and two months are then seven in every total.
    """
    sums: dict[tuple[int, int], float] = defaultdict(float)
    for number, group in zip(numbers, groups, strict=True):
        sums[group] += number
    months = _settled(list(sums.values()), [model for model, _ in sums], {})
    return _settled(numbers, groups, dict(zip(sums, months, strict=True)))


def _settled(numbers: list[float], groups: list[Any], targets: dict[Any, int]) -> list[int]:
    """Rounded numbers whose sum per group is its target, or else the rounded sum of the group."""
    parts = [round(number * COUNT_SCALE) for number in numbers]
    members: dict[Any, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    for group, places in members.items():
        exact = round(sum(numbers[place] for place in places) * COUNT_SCALE)
        largest = max(places, key=lambda place: abs(parts[place]))
        parts[largest] += targets.get(group, exact) - sum(parts[place] for place in places)
    return parts
