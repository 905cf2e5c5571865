-- One row per order of spare parts in the web shop: a sale that no CRM knows. Three in ten, and
-- all of direct visits, would have come anyway; the others the visit's channel has brought.
create or replace table orders as
select
    visit_number as order_number,
    'W-' || lpad(row_number() over (order by started_at, visit_number)::varchar, 6, '0') as order_id,
    person_number,
    visit_number,
    visitor_number,
    later(started_at, (page_views - 1) * seconds_between_pages + 30) as ordered_at,
    round(spread('order value', visit_number, 18, 420), 2)::decimal(18, 2) as amount,
    currency,
    if(
        draw('shop cause', visit_number) < 0.3 or channel_code = 'direct', 'baseline', channel_code
    ) as cause
from visits
inner join people using (person_number)
inner join channels using (channel_code)
where visit_kind = 'person'
    and page_views >= 3
    and draw('buys parts', visit_number) < 0.025 * getvariable('persuasion')
    and not (is_muted and cause = channel_code);
