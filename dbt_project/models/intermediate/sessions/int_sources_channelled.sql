-- One row per combination of evidence and per interaction, with its channel and, for paid traffic that no click
-- resolves, the campaign whose name or id stands in its tags: so that spend and what it brought meet.
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

-- The id stands above the name.
searched as (
    select
        placed.*,
        case when by_id.campaign_text is not null then lower(placed.utm_id) else lower(placed.utm_campaign) end
            as campaign_text
    from placed
    left join campaign_names as by_id
        on placed.search_platform = by_id.platform
        and lower(placed.utm_id) = by_id.campaign_text
),

final as (
    select
        placed.record_type,
        placed.record_id,
        {{ source_key('placed.record_type', 'placed.record_id', 'placed.query_key', 'placed.referrer_key') }}
            as source_key,
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
        coalesce(placed.platform, tagged.campaign_platform) as platform,
        coalesce(placed.account_id, tagged.account_id) as account_id,
        coalesce(placed.campaign_id, tagged.campaign_id) as campaign_id,
        coalesce(placed.campaign_name, tagged.campaign_name) as campaign_name,
        placed.campaign_type,
        placed.network,
        placed.ad_group_id,
        placed.ad_group_name,
        placed.ad_id,
        placed.ad_name,
        placed.keyword,
        placed.match_type,
        placed.referrer_host,
        coalesce(placed.account_time_zone, tagged.account_time_zone) as account_time_zone
    from searched as placed
    left join campaign_names as tagged
        on placed.search_platform = tagged.platform
        and placed.campaign_text = tagged.campaign_text
)

select * from final
