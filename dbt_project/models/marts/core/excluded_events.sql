-- One row per event that is kept out of sessions, with the reason.
with

excluded as (select * from {{ ref('int_excluded_events') }}),

bot_sessions as (select * from {{ ref('int_bot_sessions') }}),

events as (select * from {{ ref('int_events') }}),

-- More page views than any person reads: the whole session is set aside.
tireless as (
    select events.event_id, events.visitor_id, 'bot_volume' as reason, events.event_at
    from bot_sessions
    inner join events
        on bot_sessions.visitor_id = events.visitor_id
        and events.event_at between bot_sessions.first_event_at and bot_sessions.last_event_at
),

everything as (
    select event_id, visitor_id, reason, event_at from excluded
    union all
    select event_id, visitor_id, reason, event_at from tireless
),

final as (
    select
        event_id,
        coalesce(visitor_id, '(none)') as visitor_id,
        reason,
        {{ to_report_date('event_at') }} as report_date,
        event_at
    from everything
)

select * from final
