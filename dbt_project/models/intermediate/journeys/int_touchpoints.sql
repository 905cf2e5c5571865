-- One row per touchpoint: every session, and every call, chat, form or e-mail click outside of one.
-- Narrow: what else is known of where it came from stands in int_sources_channelled, behind source_key, and the id of
-- a session stands once, as the id of its touchpoint.
with

sessions as (select * from {{ ref('int_sessions') }}),

sources as (
    select * from {{ ref('int_sources_channelled') }}
    where record_type = 'session'
),

pages as (select * from {{ ref('int_pages') }}),

attached_records as (select * from {{ ref('int_attached_records') }}),

sessionless_touchpoints as (select * from {{ ref('int_sessionless_touchpoints') }}),

-- A call or form that belongs to a session may come after its last page: the touchpoint ends with it.
-- Its events have been counted in the session, except those that are kept out of sessions.
attached as (
    select session_id, max(recorded_at) as last_record_at
    from attached_records
    where record_type <> 'event'
    group by session_id
),

final as (
    select
        sessions.session_id as touchpoint_id,
        sessions.person_id,
        'session' as touchpoint_type,
        1 as source_rank,
        {{ null_text() }} as record_id,
        sessions.visitor_id,
        sources.source_key,
        sources.channel,
        sources.is_direct,
        sources.is_paid,
        sessions.country,
        coalesce(pages.page_path, '(not set)') as content,
        {{ cost_date('sessions.session_started_at', 'sources.account_time_zone') }} as cost_date,
        sessions.session_started_at as touchpoint_at,
        greatest(
            sessions.session_ended_at, coalesce(attached.last_record_at, sessions.session_ended_at)
        ) as ended_at
    from sessions
    inner join sources
        on sessions.query_key = sources.query_key
        and sessions.referrer_key = sources.referrer_key
    left join pages on sessions.page_key = pages.page_key
    left join attached on sessions.session_id = attached.session_id
    union all
    select
        touchpoint_id, person_id, touchpoint_type, source_rank, record_id, visitor_id,
        source_key, channel, is_direct, is_paid, country, content, cost_date, touchpoint_at, touchpoint_at
    from sessionless_touchpoints
)

select * from final
