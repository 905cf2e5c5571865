-- One row per account, day, report level, entity of that level, network and device, as synced.
with

campaign_stats as (select * from {{ source('google_ads_fivetran', 'campaign_stats') }}),

ad_group_stats as (select * from {{ source('google_ads_fivetran', 'ad_group_stats') }}),

ad_stats as (select * from {{ source('google_ads_fivetran', 'ad_stats') }}),

keyword_stats as (select * from {{ source('google_ads_fivetran', 'keyword_stats') }}),

levels as (
    select
        'campaign' as report_level, id as campaign_id, {{ null_text() }} as ad_group_id, {{ null_text() }} as ad_id,
        {{ null_text() }} as keyword_id,
        customer_id, date, device, ad_network_type, clicks, impressions, cost_micros, conversions, conversions_value,
        _file, extracted_at
    from campaign_stats
    union all
    select
        'ad_group', campaign_id, id, null, null,
        customer_id, date, device, ad_network_type, clicks, impressions, cost_micros, conversions, conversions_value,
        _file, extracted_at
    from ad_group_stats
    union all
    -- Ad group and keyword of an ad are given as resource names: customers/1/adGroups/2, …/adGroupCriteria/2~3.
    select
        'ad', campaign_id, coalesce(ad_group_id, nullif(split_part(ad_group, '/', 4), '')), ad_id,
        nullif(split_part(keyword_ad_group_criterion, '~', 2), ''),
        customer_id, date, device, ad_network_type, clicks, impressions, cost_micros, conversions, conversions_value,
        _file, extracted_at
    from ad_stats
    union all
    select
        'keyword', campaign_id, ad_group_id, null, ad_group_criterion_criterion_id,
        customer_id, date, device, ad_network_type, clicks, impressions, cost_micros, conversions, conversions_value,
        _file, extracted_at
    from keyword_stats
),

final as (
    select
        'google_ads' as platform,
        customer_id as account_id,
        report_level,
        campaign_id,
        {{ null_text() }} as campaign_name,
        {{ null_text() }} as campaign_type,
        ad_group_id,
        {{ null_text() }} as ad_group_name,
        ad_id,
        {{ null_text() }} as ad_name,
        keyword_id,
        {{ null_text() }} as keyword,
        {{ null_text() }} as match_type,
        device,
        ad_network_type as network,
        clicks,
        impressions,
        {{ from_micros('cost_micros') }} as spend,
        {{ null_text() }} as currency,
        cast(conversions as double) as platform_conversions,
        cast(conversions_value as decimal(18, 6)) as platform_conversion_value,
        {{ null_text() }} as account_time_zone,
        date as report_date,
        -- The connector syncs row by row: the newest row of a file says when that whole extract was made.
        max(extracted_at) over (partition by _file) as extracted_at
    from levels
)

select * from final
