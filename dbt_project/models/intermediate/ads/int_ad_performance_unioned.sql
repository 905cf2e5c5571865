-- One row per ad account, day, report level and segment of that level, with every name known.
with

performance as (select * from {{ ref('int_ad_performance_newest') }}),

entities as (select * from {{ ref('int_ad_entities') }}),

final as (
    select
        performance.platform,
        performance.account_id,
        performance.report_date,
        performance.report_level,
        performance.campaign_id,
        coalesce(performance.campaign_name, campaigns.entity_name) as campaign_name,
        coalesce(performance.campaign_type, campaigns.entity_type) as campaign_type,
        performance.ad_group_id,
        coalesce(performance.ad_group_name, ad_groups.entity_name) as ad_group_name,
        performance.ad_id,
        coalesce(performance.ad_name, ads.entity_name) as ad_name,
        performance.keyword_id,
        coalesce(performance.keyword, keywords.entity_name) as keyword,
        coalesce(performance.match_type, keywords.entity_type) as match_type,
        performance.device,
        performance.network,
        coalesce(performance.clicks, 0) as clicks,
        coalesce(performance.impressions, 0) as impressions,
        performance.spend,
        coalesce(performance.currency, accounts.currency) as currency,
        performance.platform_conversions,
        performance.platform_conversion_value,
        coalesce(performance.account_time_zone, accounts.account_time_zone) as account_time_zone
    from performance
    left join entities as accounts
        on performance.platform = accounts.platform
        and accounts.entity_kind = 'account'
        and performance.account_id = accounts.entity_id
    left join entities as campaigns
        on performance.platform = campaigns.platform
        and campaigns.entity_kind = 'campaign'
        and performance.campaign_id = campaigns.entity_id
    left join entities as ad_groups
        on performance.platform = ad_groups.platform
        and ad_groups.entity_kind = 'ad_group'
        and performance.ad_group_id = ad_groups.entity_id
    left join entities as ads
        on performance.platform = ads.platform
        and ads.entity_kind = 'ad'
        and performance.ad_id = ads.entity_id
    left join entities as keywords
        on performance.platform = keywords.platform
        and keywords.entity_kind = 'keyword'
        and performance.ad_group_id || '~' || performance.keyword_id = keywords.entity_id
)

select * from final
