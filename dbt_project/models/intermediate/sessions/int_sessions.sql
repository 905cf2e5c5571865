-- One row per session of a person, from its first to its last event.
{{ config(materialized='view') }}
{% set last_event_at = 'coalesce(session_extras.last_event_at, sessions.last_page_at)' %}
with

sessions as (
    select * from {{ ref('int_sessions_cut') }}
    where not is_bot
),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

session_extras as (select * from {{ ref('int_session_extras') }}),

final as (
    select
        sessions.session_id,
        sessions.visitor_id,
        coalesce(visitor_persons.person_id, {{ surrogate_key(["'v:'", "sessions.visitor_id"]) }}) as person_id,
        sessions.page_key,
        coalesce(sessions.query_key, 0) as query_key,
        coalesce(sessions.referrer_key, 0) as referrer_key,
        sessions.country,
        sessions.page_views,
        sessions.page_events + coalesce(session_extras.events, 0) as events,
        sessions.session_started_at,
        greatest(sessions.last_page_at, {{ last_event_at }}) as session_ended_at
    from sessions
    left join visitor_persons
        on sessions.visitor_id = visitor_persons.visitor_id
        and sessions.session_started_at >= visitor_persons.valid_from
        and sessions.session_started_at < visitor_persons.valid_to
    left join session_extras on sessions.session_id = session_extras.session_id
)

select * from final
