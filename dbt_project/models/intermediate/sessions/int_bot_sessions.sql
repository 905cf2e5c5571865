-- One row per session with more page views than any person reads: it is no touchpoint.
with

sessions as (select * from {{ ref('int_sessions_cut') }} where is_bot),

session_extras as (select * from {{ ref('int_session_extras') }}),

-- Its orders and identifications are its own, as those of any session.
final as (
    select
        sessions.session_id,
        sessions.visitor_id,
        sessions.page_views,
        least(sessions.session_started_at, coalesce(session_extras.first_event_at, sessions.session_started_at))
            as first_event_at,
        greatest(sessions.last_page_at, coalesce(session_extras.last_event_at, sessions.last_page_at))
            as last_event_at
    from sessions
    left join session_extras on sessions.session_id = session_extras.session_id
)

select * from final
