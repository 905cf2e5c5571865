-- One row per session with events that open none (orders, identifications, rows without a page) within its reach.
{% set reach_seconds = var('session_timeout_seconds') %}
with

events as (
    select * from {{ ref('int_events') }}
    where not is_page or event_type in ('order', 'identify')
),

session_spans as (select * from {{ ref('int_session_spans') }}),

-- Never into the time of the cookie's next or previous person.
reached as (
    select
        session_spans.visitor_id,
        session_spans.session_number,
        events.event_at,
        row_number() over (
            partition by events.visitor_id, events.event_id
            order by
                case when session_spans.started_at <= events.event_at then 0 else 1 end,
                abs({{ seconds_between('session_spans.started_at', 'events.event_at') }}),
                session_spans.session_number desc
        ) as session_rank
    from events
    inner join session_spans
        on events.visitor_id = session_spans.visitor_id
        and events.event_at >= {{ add_seconds('session_spans.started_at', -reach_seconds) }}
        and events.event_at <= {{ add_seconds('session_spans.last_page_at', reach_seconds) }}
        and (session_spans.person_from is null or events.event_at >= session_spans.person_from)
        and (session_spans.person_until is null or events.event_at < session_spans.person_until)
),

final as (
    select
        visitor_id,
        session_number,
        count(*) as events,
        max(event_at) as last_event_at
    from reached
    where session_rank = 1
    group by visitor_id, session_number
)

select * from final
