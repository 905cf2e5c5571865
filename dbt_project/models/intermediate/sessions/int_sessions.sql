-- One row per session of a person, with where it came from and its channel.
{{ config(materialized='view') }}
{% set last_event_at = 'coalesce(session_extras.last_event_at, sessions.last_page_at)' %}
{% set session_ended_at = 'greatest(sessions.last_page_at, ' ~ last_event_at ~ ')' %}
with

sessions as (
    select * from {{ ref('int_sessions_cut') }}
    where not is_bot
),

session_extras as (select * from {{ ref('int_session_extras') }}),

sources as (
    select * from {{ ref('int_sources_channelled') }}
    where record_type = 'session'
),

pages as (select * from {{ ref('int_pages') }}),

final as (
    select
        sessions.session_id,
        sessions.visitor_id,
        sessions.person_id,
        sources.source,
        sources.medium,
        sources.campaign,
        sources.term,
        sources.content_tag,
        sources.utm_source,
        sources.utm_medium,
        sources.utm_campaign,
        sources.evidence,
        sources.channel,
        sources.channel_rule,
        sources.click_id,
        sources.click_id_parameter,
        sources.platform,
        sources.account_id,
        sources.campaign_id,
        sources.campaign_name,
        sources.campaign_type,
        sources.network,
        sources.ad_group_id,
        sources.ad_group_name,
        sources.ad_id,
        sources.ad_name,
        sources.keyword,
        sources.match_type,
        pages.page_host as landing_host,
        pages.page_path as landing_path,
        pages.page_host || pages.page_path as landing_page,
        sources.referrer_host,
        sessions.country,
        sessions.page_views,
        sessions.page_events + coalesce(session_extras.events, 0) as events,
        sources.is_direct,
        sources.is_paid,
        {{ seconds_between('sessions.session_started_at', session_ended_at) }} > 86400 as is_long,
        {{ cost_date('sessions.session_started_at', 'sources.account_time_zone') }} as cost_date,
        sessions.session_started_at,
        {{ session_ended_at }} as session_ended_at
    from sessions
    inner join sources
        on coalesce(sessions.query_key, 0) = sources.query_key
        and coalesce(sessions.referrer_key, 0) = sources.referrer_key
    left join session_extras on sessions.session_id = session_extras.session_id
    left join pages on sessions.page_key = pages.page_key
)

select * from final
