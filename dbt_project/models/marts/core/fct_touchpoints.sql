-- One row per touchpoint, with where it came from and the stage of its person's way.
with

touchpoints as (select * from {{ ref('int_touchpoints') }}),

touchpoint_stages as (select * from {{ ref('int_touchpoint_stages') }}),

final as (
    select
        touchpoints.touchpoint_id,
        touchpoints.person_id,
        touchpoints.touchpoint_type,
        cast(touchpoints.source_rank as bigint) as source_rank,
        touchpoints.record_id,
        coalesce(touchpoints.session_id, '(none)') as session_id,
        coalesce(touchpoints.visitor_id, '(none)') as visitor_id,
        coalesce(touchpoints.source, '(not set)') as source,
        coalesce(touchpoints.medium, '(not set)') as medium,
        coalesce(touchpoints.campaign, '(not set)') as campaign,
        coalesce(touchpoints.term, '(not set)') as term,
        coalesce(touchpoints.content_tag, '(not set)') as content_tag,
        touchpoints.content,
        touchpoints.channel,
        coalesce(touchpoints.channel_rule, '(none)') as channel_rule,
        touchpoints.evidence,
        touchpoints.click_id,
        touchpoints.click_id_parameter,
        coalesce(touchpoints.platform, '(none)') as platform,
        coalesce(touchpoints.account_id, '(none)') as account_id,
        coalesce(touchpoints.campaign_id, '(none)') as campaign_id,
        coalesce(touchpoints.ad_group_id, '(not set)') as ad_group_id,
        coalesce(touchpoints.ad_group_name, '(not set)') as ad_group_name,
        coalesce(touchpoints.ad_id, '(not set)') as ad_id,
        coalesce(touchpoints.ad_name, '(not set)') as ad_name,
        coalesce(touchpoints.keyword, '(not set)') as keyword,
        coalesce(touchpoints.match_type, '(not set)') as match_type,
        coalesce(touchpoints.country, '(not set)') as country,
        touchpoint_stages.journey_stage,
        touchpoints.is_direct,
        touchpoints.is_paid,
        touchpoints.touchpoint_at,
        touchpoints.ended_at,
        {{ to_report_date('touchpoints.touchpoint_at') }} as report_date,
        touchpoints.cost_date
    from touchpoints
    inner join touchpoint_stages on touchpoints.touchpoint_id = touchpoint_stages.touchpoint_id
)

select * from final
