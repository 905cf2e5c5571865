-- One row per event that may open, explain or end a session: a visitor's first and last, those after a pause or a
-- handover of the cookie, and those that came from somewhere. All events are put in order here, once, and kept narrow.
-- depends_on: {{ ref('int_touched_visitors') }}
{{ config(materialized='view') }}
with

-- What opens a session or carries it on is a page; an order or an identification on a page does neither.
events as (
    select
        visitor_id, event_at, event_id, event_type = 'page_view' as is_page_view, false as is_handover,
        page_key, query_key, referrer_key, country
    from {{ ref('int_events') }}
    where is_page and event_type not in ('order', 'identify') and {{ is_touched('visitor_id') }}
    union all
    select visitor_id, valid_from, '', false, true, null, null, null, null
    from {{ ref('int_visitor_persons') }}
    where segment_number > 1 and {{ is_touched('visitor_id') }}
),

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
    where is_opening or is_handover or is_last or query_key is not null or referrer_key is not null
)

select * from final
