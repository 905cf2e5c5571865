-- One row per day and ad unit; the rows of a campaign's day add up to the campaign level, which alone makes totals.
with

performance as (
    select *, coalesce(network, '') as network_name
    from {{ ref('int_ad_performance_unioned') }}
),

complete as (select * from {{ ref('int_ad_performance_complete') }}),

campaigns as (select * from {{ ref('int_campaigns') }}),

campaign_parts as (
    select
        platform, account_id, report_date, campaign_id, network_name,
        spend, clicks, impressions, platform_conversions, platform_conversion_value
    from performance
    where report_level = 'campaign'
    union all
    select
        platform, account_id, report_date, campaign_id, network_name,
        -spend, -clicks, -impressions, -platform_conversions, -platform_conversion_value
    from complete
),

with_campaign_level as (
    select distinct platform, account_id, report_date, campaign_id
    from performance
    where report_level = 'campaign'
),

campaign_rests as (
    select
        campaign_parts.platform, campaign_parts.account_id, campaign_parts.report_date, campaign_parts.campaign_id,
        campaign_parts.network_name, null as ad_group_id, null as ad_id, null as keyword_id,
        null as ad_group_name, null as ad_name, null as keyword, null as match_type,
        sum(campaign_parts.spend) as spend, sum(campaign_parts.clicks) as clicks,
        sum(campaign_parts.impressions) as impressions,
        sum(campaign_parts.platform_conversions) as platform_conversions,
        sum(campaign_parts.platform_conversion_value) as platform_conversion_value
    from campaign_parts
    inner join with_campaign_level
        on campaign_parts.platform = with_campaign_level.platform
        and campaign_parts.account_id = with_campaign_level.account_id
        and campaign_parts.report_date = with_campaign_level.report_date
        and campaign_parts.campaign_id = with_campaign_level.campaign_id
    group by
        campaign_parts.platform, campaign_parts.account_id, campaign_parts.report_date,
        campaign_parts.campaign_id, campaign_parts.network_name
),

everything as (
    select * from complete
    union all
    select * from campaign_rests
),

-- A rest of nothing is no row.
final as (
    select
        everything.*,
        campaigns.campaign_name,
        campaigns.campaign_type,
        campaigns.currency
    from everything
    left join campaigns
        on everything.platform = campaigns.platform
        and everything.campaign_id = campaigns.campaign_id
    where everything.spend <> 0
        or everything.clicks <> 0
        or everything.impressions <> 0
        or coalesce(everything.platform_conversions, 0) <> 0
        or coalesce(everything.platform_conversion_value, 0) <> 0
)

select * from final
