-- One row per campaign and network with spend, with the source and medium under which its spend is shown.
with

ad_spend as (select * from {{ ref('int_ad_spend') }}),

platform_sources as (select * from {{ ref('int_platform_sources') }}),

campaigns as (
    select distinct platform, campaign_id, campaign_name, campaign_type, network_name
    from ad_spend
),

final as (
    select
        campaigns.platform,
        campaigns.campaign_id,
        campaigns.network_name,
        platform_sources.source,
        platform_sources.medium,
        coalesce(campaigns.campaign_name, campaigns.campaign_id) as campaign,
        campaigns.campaign_type,
        {{ channel_key(
            'platform_sources.source', 'platform_sources.medium',
            'coalesce(campaigns.campaign_name, campaigns.campaign_id)',
            'campaigns.platform', 'campaigns.campaign_type', 'campaigns.network_name',
        ) }} as channel_key
    from campaigns
    left join platform_sources on campaigns.platform = platform_sources.platform
)

select * from final
