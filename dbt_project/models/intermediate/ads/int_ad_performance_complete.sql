-- One row per day and finest known ad unit, with '(not set)' rows for what those leave out of the campaign's total.
with

performance as (
    select *, coalesce(network, '') as network_name
    from {{ ref('int_ad_performance_unioned') }}
),

-- An ad group is told by its keywords where it has any, else by its ads.
keyword_groups as (
    select distinct platform, account_id, report_date, campaign_id, ad_group_id
    from performance
    where report_level = 'keyword'
),

leaves as (
    select performance.*
    from performance
    left join keyword_groups
        on performance.platform = keyword_groups.platform
        and performance.account_id = keyword_groups.account_id
        and performance.report_date = keyword_groups.report_date
        and performance.campaign_id = keyword_groups.campaign_id
        and performance.ad_group_id = keyword_groups.ad_group_id
    where performance.report_level = 'keyword'
        or (performance.report_level = 'ad' and keyword_groups.ad_group_id is null)
),

units as (
    select
        platform, account_id, report_date, campaign_id, network_name, ad_group_id, ad_id, keyword_id,
        max(ad_group_name) as ad_group_name, max(ad_name) as ad_name, max(keyword) as keyword,
        max(match_type) as match_type,
        sum(spend) as spend, sum(clicks) as clicks, sum(impressions) as impressions,
        sum(platform_conversions) as platform_conversions,
        sum(platform_conversion_value) as platform_conversion_value
    from leaves
    group by platform, account_id, report_date, campaign_id, network_name, ad_group_id, ad_id, keyword_id
),

-- What each level knows of an ad group: the ad group level less its leaves is that ad group's rest.
ad_group_parts as (
    select
        platform, account_id, report_date, campaign_id, network_name, ad_group_id, ad_group_name,
        spend, clicks, impressions, platform_conversions, platform_conversion_value
    from performance
    where report_level = 'ad_group'
    union all
    select
        platform, account_id, report_date, campaign_id, network_name, ad_group_id, ad_group_name,
        -spend, -clicks, -impressions, -platform_conversions, -platform_conversion_value
    from units
),

with_ad_group_level as (
    select distinct platform, account_id, report_date, campaign_id
    from performance
    where report_level = 'ad_group'
),

ad_group_rests as (
    select
        ad_group_parts.platform, ad_group_parts.account_id, ad_group_parts.report_date, ad_group_parts.campaign_id,
        ad_group_parts.network_name, ad_group_parts.ad_group_id, null as ad_id, null as keyword_id,
        max(ad_group_parts.ad_group_name) as ad_group_name, null as ad_name, null as keyword, null as match_type,
        sum(ad_group_parts.spend) as spend, sum(ad_group_parts.clicks) as clicks,
        sum(ad_group_parts.impressions) as impressions,
        sum(ad_group_parts.platform_conversions) as platform_conversions,
        sum(ad_group_parts.platform_conversion_value) as platform_conversion_value
    from ad_group_parts
    inner join with_ad_group_level
        on ad_group_parts.platform = with_ad_group_level.platform
        and ad_group_parts.account_id = with_ad_group_level.account_id
        and ad_group_parts.report_date = with_ad_group_level.report_date
        and ad_group_parts.campaign_id = with_ad_group_level.campaign_id
    group by
        ad_group_parts.platform, ad_group_parts.account_id, ad_group_parts.report_date,
        ad_group_parts.campaign_id, ad_group_parts.network_name, ad_group_parts.ad_group_id
),

final as (
    select * from units
    union all
    select * from ad_group_rests
)

select * from final
