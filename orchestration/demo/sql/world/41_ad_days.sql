-- One row per account day, placement and device: clicks, views and spend as the platform bills.
create or replace table ad_days as
with counted as (
    select
        click_date as report_date,
        placement_number,
        device,
        count(*) as clicks,
        sum(cost_micros)::bigint as cost_micros,
        sum(whole('views of a click', visit_number, 8, 70))::bigint as impressions
    from ad_clicks
    group by all
    union all
    select
        getvariable('window_start')::date + day_number::integer,
        placement_number,
        'DESKTOP',
        0,
        0,
        whole('idle views', placement_number * 1000 + day_number, 3, 60)
    from placements
    cross join range(getvariable('days')::bigint) as days (day_number)
)

select
    report_date,
    placement_number,
    device,
    sum(clicks)::bigint as clicks,
    sum(impressions)::bigint as impressions,
    sum(cost_micros)::bigint as cost_micros
from counted
group by all;
