-- One row per touchpoint, with where it came from and the stage of its person's way.
with

touchpoints as (select * from {{ ref('int_touchpoints_staged') }}),

final as (
    select
        touchpoint_id,
        person_id,
        touchpoint_type,
        cast(source_rank as bigint) as source_rank,
        record_id,
        coalesce(session_id, '(none)') as session_id,
        coalesce(visitor_id, '(none)') as visitor_id,
        coalesce(source, '(not set)') as source,
        coalesce(medium, '(not set)') as medium,
        coalesce(campaign, '(not set)') as campaign,
        coalesce(term, '(not set)') as term,
        coalesce(content_tag, '(not set)') as content_tag,
        content,
        channel,
        coalesce(channel_rule, '(none)') as channel_rule,
        evidence,
        click_id,
        click_id_parameter,
        coalesce(platform, '(none)') as platform,
        coalesce(account_id, '(none)') as account_id,
        coalesce(campaign_id, '(none)') as campaign_id,
        coalesce(ad_group_id, '(not set)') as ad_group_id,
        coalesce(ad_group_name, '(not set)') as ad_group_name,
        coalesce(ad_id, '(not set)') as ad_id,
        coalesce(ad_name, '(not set)') as ad_name,
        coalesce(keyword, '(not set)') as keyword,
        coalesce(match_type, '(not set)') as match_type,
        coalesce(country, '(not set)') as country,
        journey_stage,
        is_direct,
        is_paid,
        touchpoint_at,
        ended_at,
        {{ to_report_date('touchpoint_at') }} as report_date,
        cost_date
    from touchpoints
)

select * from final
