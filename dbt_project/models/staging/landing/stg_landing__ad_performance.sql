-- One row per ad account, day, report level and segment of that level, as extracted.
with

ad_performance as (select * from {{ source('landing', 'ad_performance') }}),

final as (
    select
        lower(platform) as platform,
        account_id,
        lower(report_level) as report_level,
        campaign_id,
        campaign_name,
        campaign_type,
        ad_group_id,
        ad_group_name,
        ad_id,
        ad_name,
        keyword_id,
        keyword,
        match_type,
        device,
        network,
        clicks,
        impressions,
        cast(spend as decimal(18, 6)) as spend,
        upper(currency) as currency,
        cast(platform_conversions as double) as platform_conversions,
        cast(platform_conversion_value as decimal(18, 6)) as platform_conversion_value,
        account_time_zone,
        report_date,
        extracted_at
    from ad_performance
)

select * from final
