-- One row per paid click: every visit from a placement, and seven in a hundred more that the
-- platform counts and no page ever saw.
create or replace table ad_clicks as
with clicked as (
    select
        visit_number,
        person_number,
        visitor_number,
        placement_number,
        started_at as clicked_at,
        click_parameter,
        click_id,
        true as is_landed
    from visit_links
    where placement_number is not null
    union all
    select
        -5000000000 - visit_number, null, null, placement_number,
        later(started_at, -spread('lost when', visit_number, 3600, 21600)),
        click_parameter, if(click_id is null, null, 'lost' || click_id), false
    from visit_links
    where placement_number is not null
        and visit_number >= 0
        and draw('lost click', visit_number) < 0.07
)

select
    clicked.*,
    timezone(time_zone, timezone('UTC', clicked_at))::date as click_date,
    if(draw('device kind', visit_number) < 0.42, 'MOBILE', 'DESKTOP') as device,
    round(click_price * spread('price', visit_number, 0.7, 1.4) * 1000000)::bigint as cost_micros,
    placements.* exclude (placement_number)
from clicked
inner join placements using (placement_number);
