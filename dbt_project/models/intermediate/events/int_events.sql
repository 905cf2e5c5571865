-- One row per event of a visitor that may count in a session.
{{ config(materialized='view') }}
with

events as (select * from {{ ref('int_events_judged') }}),

final as (
    select
        event_id,
        visitor_id,
        event_at,
        event_type,
        is_page,
        page_key,
        query_key,
        referrer_key,
        country
    from events
    where exclusion_reason is null
)

select * from final
