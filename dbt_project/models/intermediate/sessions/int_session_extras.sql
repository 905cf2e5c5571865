-- One row per session with events within reach that open none (orders, identifications, no page). Grows.
-- depends_on: {{ ref('int_touched_visitors') }}
{{ config(materialized=growing(), pre_hook="{{ forget_touched() }}") }}
{% set reach_seconds = var('session_timeout_seconds') %}
with

events as (
    select * from {{ ref('int_events') }}
    where (not is_page or event_type in ('order', 'identify')) and {{ is_touched('visitor_id') }}
),

sessions as (select * from {{ ref('int_sessions_cut') }}),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

owned as (
    select
        events.visitor_id,
        events.event_id,
        events.event_at,
        coalesce(visitor_persons.valid_from, timestamp '0001-01-01 00:00:00') as valid_from,
        coalesce(visitor_persons.valid_to, timestamp '9999-12-31 00:00:00') as valid_to
    from events
    left join visitor_persons
        on events.visitor_id = visitor_persons.visitor_id
        and events.event_at >= visitor_persons.valid_from
        and events.event_at < visitor_persons.valid_to
),

-- The session that stands open at the event, else the next; never one of the cookie's other person.
reached as (
    select
        sessions.session_id,
        sessions.visitor_id,
        owned.event_at,
        row_number() over (
            partition by owned.visitor_id, owned.event_id
            order by
                case when sessions.session_started_at <= owned.event_at then 0 else 1 end,
                abs({{ seconds_between('sessions.session_started_at', 'owned.event_at') }}),
                case
                    when sessions.session_started_at <= owned.event_at then -sessions.first_event_number
                    else sessions.first_event_number
                end
        ) as session_rank
    from owned
    inner join sessions
        on owned.visitor_id = sessions.visitor_id
        and owned.valid_from <= sessions.session_started_at
        and owned.valid_to > sessions.session_started_at
        and owned.event_at >= {{ add_seconds('sessions.session_started_at', -reach_seconds) }}
        and owned.event_at <= {{ add_seconds('sessions.last_page_at', reach_seconds) }}
),

final as (
    select
        session_id,
        visitor_id,
        count(*) as events,
        min(event_at) as first_event_at,
        max(event_at) as last_event_at
    from reached
    where session_rank = 1
    group by session_id, visitor_id
)

select * from final
