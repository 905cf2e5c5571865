-- One row per session, with where it came from.
with

sessions as (select * from {{ ref('int_sessions') }}),

sources as (
    select * from {{ ref('int_sources_channelled') }}
    where record_type = 'session'
),

pages as (select * from {{ ref('int_pages') }}),

final as (
    select
        sessions.session_id,
        sessions.person_id,
        sessions.visitor_id,
        sources.source,
        sources.medium,
        coalesce(sources.campaign, '(not set)') as campaign,
        coalesce(sources.term, '(not set)') as term,
        coalesce(sources.content_tag, '(not set)') as content_tag,
        sources.channel,
        sources.channel_rule,
        sources.evidence,
        sources.click_id,
        sources.click_id_parameter,
        coalesce(sources.platform, '(none)') as platform,
        sources.account_id,
        sources.campaign_id,
        sources.ad_group_id,
        coalesce(sources.ad_group_name, '(not set)') as ad_group_name,
        sources.ad_id,
        coalesce(sources.ad_name, '(not set)') as ad_name,
        coalesce(sources.keyword, '(not set)') as keyword,
        sources.match_type,
        coalesce(pages.page_host || pages.page_path, '(not set)') as landing_page,
        coalesce(pages.page_path, '(not set)') as landing_path,
        coalesce(sources.referrer_host, '(none)') as referrer_host,
        coalesce(sessions.country, '(not set)') as country,
        cast(sessions.page_views as bigint) as page_views,
        cast(sessions.events as bigint) as events,
        {{ seconds_between('sessions.session_started_at', 'sessions.session_ended_at') }} as duration_seconds,
        sources.is_direct,
        sources.is_paid,
        {{ seconds_between('sessions.session_started_at', 'sessions.session_ended_at') }} > 86400 as is_long,
        {{ to_report_date('sessions.session_started_at') }} as report_date,
        {{ cost_date('sessions.session_started_at', 'sources.account_time_zone') }} as cost_date,
        sessions.session_started_at,
        sessions.session_ended_at
    from sessions
    inner join sources
        on sessions.query_key = sources.query_key
        and sessions.referrer_key = sources.referrer_key
    left join pages on sessions.page_key = pages.page_key
)

select * from final
