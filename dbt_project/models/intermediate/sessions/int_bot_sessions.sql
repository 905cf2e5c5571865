-- One row per session with more page views than any person reads: it is no touchpoint.
with

sessions as (select * from {{ ref('int_sessions_cut') }}),

final as (
    select session_id, visitor_id, page_views, session_started_at, last_page_at as session_ended_at
    from sessions
    where is_bot
)

select * from final
