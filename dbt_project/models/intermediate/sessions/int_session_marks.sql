-- One row per event that may open, explain or end a session: a visitor's first and last, those after a pause or a
-- handover, and those that carry a campaign or other evidence.
with

events as (select * from {{ ref('int_session_events') }}),

numbered as (
    select
        *,
        row_number() over in_order as event_number,
        sum(case when is_page_view then 1 else 0 end) over (
            partition by visitor_id order by event_at, event_id rows between unbounded preceding and current row
        ) as page_view_number,
        lag(event_at) over in_order as previous_at,
        lag(is_handover) over in_order as follows_handover,
        lead(event_at) over in_order is null as is_last
    from events
    window in_order as (partition by visitor_id order by event_at, event_id)
),

opened as (
    select
        *,
        not is_handover and (
            previous_at is null
            or follows_handover
            or {{ seconds_between('previous_at', 'event_at') }} > {{ var('session_timeout_seconds') }}
        ) as is_opening
    from numbered
),

final as (
    select *
    from opened
    where is_opening
        or is_handover
        or is_last
        or click_code is not null
        or tags_code is not null
        or query_key is not null
        or referrer_key is not null
)

select * from final
