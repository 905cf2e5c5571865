-- One row per touchpoint, with where it came from and the stage of its person's way.
with

touchpoints as (select * from {{ ref('int_touchpoints_staged') }}),

sources as (select * from {{ ref('int_sources_channelled') }}),

final as (
    select
        touchpoints.touchpoint_id,
        touchpoints.person_id,
        touchpoints.touchpoint_type,
        cast(touchpoints.source_rank as bigint) as source_rank,
        coalesce(touchpoints.record_id, touchpoints.touchpoint_id) as record_id,
        case
            when touchpoints.touchpoint_type = 'session' then touchpoints.touchpoint_id
            else '(none)'
        end as session_id,
        coalesce(touchpoints.visitor_id, '(none)') as visitor_id,
        coalesce(sources.source, '(not set)') as source,
        coalesce(sources.medium, '(not set)') as medium,
        coalesce(sources.campaign, '(not set)') as campaign,
        coalesce(sources.term, '(not set)') as term,
        coalesce(sources.content_tag, '(not set)') as content_tag,
        touchpoints.content,
        touchpoints.channel,
        coalesce(sources.channel_rule, '(none)') as channel_rule,
        sources.evidence,
        sources.click_id,
        sources.click_id_parameter,
        coalesce(sources.platform, '(none)') as platform,
        coalesce(sources.account_id, '(none)') as account_id,
        coalesce(sources.campaign_id, '(none)') as campaign_id,
        coalesce(sources.ad_group_id, '(not set)') as ad_group_id,
        coalesce(sources.ad_group_name, '(not set)') as ad_group_name,
        coalesce(sources.ad_id, '(not set)') as ad_id,
        coalesce(sources.ad_name, '(not set)') as ad_name,
        coalesce(sources.keyword, '(not set)') as keyword,
        coalesce(sources.match_type, '(not set)') as match_type,
        coalesce(touchpoints.country, '(not set)') as country,
        touchpoints.journey_stage,
        touchpoints.is_direct,
        touchpoints.is_paid,
        touchpoints.touchpoint_at,
        touchpoints.ended_at,
        {{ to_report_date('touchpoints.touchpoint_at') }} as report_date,
        touchpoints.cost_date
    from touchpoints
    inner join sources on touchpoints.source_key = sources.source_key
)

select * from final
