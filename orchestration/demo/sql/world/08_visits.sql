-- One row per true visit of a person: when, on which cookie, by which channel and placement.
-- Each visit has a day of its own, so that a visit is a session. On a shared device (two
-- people in four hundred) the second person uses the cookie of the first.
create or replace table visits as
with planned as (
    select
        people.person_number * 16 + visit_index as visit_number,
        people.person_number,
        person_kind,
        visit_index,
        devices,
        country,
        analytics_consent,
        ads_consent,
        first_day + visit_index * days_between_visits
            + whole('day', people.person_number * 16 + visit_index, 0, days_between_visits - 1)
            as day_number
    from people
    inner join range(12) as steps (visit_index) on visit_index < planned_visits
),

timed as (
    select
        *,
        getvariable('window_start')::timestamp + to_days(day_number::integer)
            + to_milliseconds(
                (
                    (6 + (draw('hour', visit_number) + draw('hour too', visit_number)) * 8.95)
                    * 3600000
                )::bigint
            ) as started_at,
        case
            when draw('device', visit_number) < 0.6 then 1
            else whole('which device', visit_number, 1, devices)
        end as device_number
    from planned
    where day_number < getvariable('days')::bigint
),

channelled as (
    select
        timed.*,
        case
            when person_kind = 'employee' then 'direct'
            when visit_index = 0 then first_channel
            else later_channel
        end as channel_code
    from timed
    inner join channel_slots on slot = floor(draw('channel', visit_number) * 100)::bigint
)

select
    visit_number,
    person_number,
    case
        when person_number % 400 = 1 and device_number = 1 then person_number - 1 else person_number
    end * 4 + device_number as visitor_number,
    case when person_kind = 'employee' then 'internal' else 'person' end as visit_kind,
    started_at,
    channelled.channel_code,
    placement_slots.placement_number,
    (
        1 + least(13, floor(-ln(1 - draw('pages', visit_number)) * getvariable('depth')))
    )::bigint as page_views,
    spread('pace', visit_number, 15, 240) as seconds_between_pages,
    null::varchar as landing_path,
    null::varchar as given_click_id,
    country,
    analytics_consent,
    ads_consent
from channelled
left join placement_slots
    on channelled.channel_code = placement_slots.channel_code
    and placement_slots.slot = floor(draw('placement', visit_number) * 100)::bigint;
