-- One row per event that opens no session, with the reason.
{{ config(materialized='view') }}
with

events as (select * from {{ ref('int_events_judged') }}),

final as (
    select
        event_id,
        visitor_id,
        event_at,
        exclusion_reason as reason
    from events
    where exclusion_reason is not null
)

select * from final
