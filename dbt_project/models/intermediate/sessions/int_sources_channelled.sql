-- One row per combination of evidence and per interaction, with its channel and, for paid traffic that no click
-- resolves, the campaign whose name or id stands in its tags: so that spend and what it brought meet.
{{ config(materialized='view') }}
with

sources as (select * from {{ ref('int_sources_named') }}),

channels as (select * from {{ ref('int_channels') }}),

campaign_names as (select * from {{ ref('int_campaign_names') }}),

source_platforms as (
    select lower(source) as source, min(platform) as platform
    from {{ ref('click_id_parameters') }}
    group by 1
),

placed as (
    select
        sources.*,
        channels.channel,
        channels.channel_rule,
        channels.is_paid,
        case
            when channels.is_paid and sources.campaign_id is null
                then coalesce(sources.platform, source_platforms.platform, '')
        end as search_platform
    from sources
    inner join channels on sources.channel_key = channels.channel_key
    left join source_platforms on sources.source = source_platforms.source
),

final as (
    select
        placed.record_type,
        placed.record_id,
        placed.query_key,
        placed.referrer_key,
        placed.source,
        placed.medium,
        placed.campaign,
        placed.term,
        placed.content_tag,
        placed.utm_source,
        placed.utm_medium,
        placed.utm_campaign,
        placed.evidence,
        placed.channel,
        placed.channel_rule,
        placed.is_paid,
        placed.channel = 'Direct' as is_direct,
        placed.click_id,
        placed.click_id_parameter,
        coalesce(placed.platform, by_id.campaign_platform, by_name.campaign_platform) as platform,
        coalesce(placed.account_id, by_id.account_id, by_name.account_id) as account_id,
        coalesce(placed.campaign_id, by_id.campaign_id, by_name.campaign_id) as campaign_id,
        coalesce(placed.campaign_name, by_id.campaign_name, by_name.campaign_name) as campaign_name,
        placed.campaign_type,
        placed.network,
        placed.ad_group_id,
        placed.ad_group_name,
        placed.ad_id,
        placed.ad_name,
        placed.keyword,
        placed.match_type,
        placed.referrer_host,
        coalesce(placed.account_time_zone, by_id.account_time_zone, by_name.account_time_zone) as account_time_zone
    from placed
    left join campaign_names as by_id
        on placed.search_platform = by_id.platform
        and lower(placed.utm_id) = by_id.campaign_text
    left join campaign_names as by_name
        on by_id.platform is null
        and placed.search_platform = by_name.platform
        and lower(placed.utm_campaign) = by_name.campaign_text
)

select * from final
