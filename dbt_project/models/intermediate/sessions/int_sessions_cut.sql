-- One row per session, bots' too: whose it is, when it was, and the keys of what tells where it came from.
with

session_spans as (select * from {{ ref('int_session_spans') }}),

session_extras as (select * from {{ ref('int_session_extras') }}),

extended as (
    select
        session_spans.*,
        session_spans.page_events + coalesce(session_extras.events, 0) as events,
        greatest(session_spans.last_page_at, coalesce(session_extras.last_event_at, session_spans.last_page_at)) as ended_at
    from session_spans
    left join session_extras
        on session_spans.visitor_id = session_extras.visitor_id
        and session_spans.session_number = session_extras.session_number
),

final as (
    select
        {{ surrogate_key(['visitor_id', 'started_at', 'first_event_id']) }} as session_id,
        visitor_id,
        person_id,
        page_key,
        query_key,
        referrer_key,
        country,
        page_views,
        events,
        {{ seconds_between('started_at', 'ended_at') }} > 86400 as is_long,
        page_views > {{ var('bot_views_per_session') }} as is_bot,
        started_at as session_started_at,
        ended_at as session_ended_at
    from extended
)

select * from final
