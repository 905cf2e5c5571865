-- One row per session, with where it came from.
with

sessions as (select * from {{ ref('int_sessions') }}),

final as (
    select
        session_id,
        person_id,
        visitor_id,
        source,
        medium,
        coalesce(campaign, '(not set)') as campaign,
        coalesce(term, '(not set)') as term,
        coalesce(content_tag, '(not set)') as content_tag,
        channel,
        channel_rule,
        evidence,
        click_id,
        click_id_parameter,
        coalesce(platform, '(none)') as platform,
        account_id,
        campaign_id,
        ad_group_id,
        coalesce(ad_group_name, '(not set)') as ad_group_name,
        ad_id,
        coalesce(ad_name, '(not set)') as ad_name,
        coalesce(keyword, '(not set)') as keyword,
        match_type,
        coalesce(landing_page, '(not set)') as landing_page,
        coalesce(landing_path, '(not set)') as landing_path,
        coalesce(referrer_host, '(none)') as referrer_host,
        coalesce(country, '(not set)') as country,
        cast(page_views as bigint) as page_views,
        cast(events as bigint) as events,
        {{ seconds_between('session_started_at', 'session_ended_at') }} as duration_seconds,
        is_direct,
        is_paid,
        is_long,
        {{ to_report_date('session_started_at') }} as report_date,
        cost_date,
        session_started_at,
        session_ended_at
    from sessions
)

select * from final
