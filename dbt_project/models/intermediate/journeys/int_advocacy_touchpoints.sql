-- One row per touchpoint in which somebody recommended us, by the seed of advocacy events.
with

events as (select * from {{ ref('int_events') }}),

advocacy_events as (select * from {{ ref('advocacy_events') }}),

touchpoints as (select * from {{ ref('int_touchpoints') }}),

advocacy as (
    select events.visitor_id, events.event_at
    from events
    inner join advocacy_events on events.event_type = advocacy_events.event_type
),

final as (
    select distinct touchpoints.touchpoint_id
    from advocacy
    inner join touchpoints
        on advocacy.visitor_id = touchpoints.visitor_id
        and advocacy.event_at >= touchpoints.touchpoint_at
        and advocacy.event_at <= touchpoints.ended_at
)

select * from final
