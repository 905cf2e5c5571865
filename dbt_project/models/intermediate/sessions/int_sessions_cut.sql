-- One row per session, bots' too: from its first to its last page, and the keys of its first evidence. Grows.
-- depends_on: {{ ref('int_touched_visitors') }}
{{ config(materialized=growing(), pre_hook="{{ forget_touched() }}") }}
with

marks as (select * from {{ ref('int_session_marks') }}),

campaign_openings as (select * from {{ ref('int_campaign_openings') }}),

shared_visitors as (select distinct visitor_id from {{ ref('int_visitor_persons') }} where segment_number > 1),

opened as (
    select
        marks.*,
        marks.is_opening or campaign_openings.event_number is not null as is_start,
        marks.page_view_number - case when marks.is_page_view then 1 else 0 end as page_views_before
    from marks
    left join campaign_openings
        on marks.visitor_id = campaign_openings.visitor_id
        and marks.event_number = campaign_openings.event_number
),

-- A mark within a session carries evidence, unless it is the visitor's last event: so the first evidence of a session
-- is that of its first event or that of the mark after it.
followed as (
    select
        *,
        coalesce(query_key, referrer_key) is not null as is_evidence,
        lead(not is_start and not is_handover) over in_order as is_continued,
        lead(query_key) over in_order as next_query_key,
        lead(referrer_key) over in_order as next_referrer_key
    from opened
    window in_order as (partition by visitor_id order by event_number)
),

-- The next start or handover, else the visitor's last event, tells where a session ends and how much it holds.
bounds as (
    select
        *,
        lead(is_last and not is_start and not is_handover) over in_order as is_next_last,
        lead(event_at) over in_order as next_at,
        lead(previous_at) over in_order as next_previous_at,
        lead(event_number) over in_order as next_number,
        lead(page_views_before) over in_order as next_page_views_before,
        lead(page_view_number) over in_order as next_page_view_number
    from followed
    where is_start or is_handover or is_last
    window in_order as (partition by visitor_id order by event_number)
),

spanned as (
    select
        visitor_id,
        event_number,
        event_id as first_event_id,
        page_key,
        country,
        case when is_evidence or not coalesce(is_continued, false) then query_key else next_query_key end as query_key,
        case
            when is_evidence or not coalesce(is_continued, false) then referrer_key else next_referrer_key
        end as referrer_key,
        case
            when next_number is null then 1
            when is_next_last then next_number + 1 - event_number
            else next_number - event_number
        end as page_events,
        case
            when next_number is null then page_view_number
            when is_next_last then next_page_view_number
            else next_page_views_before
        end - page_views_before as page_views,
        event_at as session_started_at,
        case
            when next_number is null then event_at
            when is_next_last then next_at
            else next_previous_at
        end as last_page_at
    from bounds
    where is_start
),

final as (
    select
        {{ surrogate_key(['visitor_id', 'session_started_at', 'first_event_id']) }}
            as session_id,
        visitor_id,
        page_key,
        query_key,
        referrer_key,
        country,
        event_number as first_event_number,
        page_events,
        page_views,
        page_views > {{ var('bot_views_per_session') }} as is_bot,
        -- For the next night: where a cookie had two persons, the end of that changes sessions, too.
        visitor_id in (select shared_visitors.visitor_id from shared_visitors) as is_shared,
        session_started_at,
        last_page_at
    from spanned
    where {{ is_touched('visitor_id') }}
)

select * from final
