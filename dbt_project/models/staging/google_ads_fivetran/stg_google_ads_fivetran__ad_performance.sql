-- One row per account, day, report level, entity of that level, network and device, as synced.
-- The connector syncs row by row, so the newest row of a file says when the file, one whole extract, was made.
with

campaign_stats as (select * from {{ source('google_ads_fivetran', 'campaign_stats') }}),

ad_group_stats as (select * from {{ source('google_ads_fivetran', 'ad_group_stats') }}),

ad_stats as (select * from {{ source('google_ads_fivetran', 'ad_stats') }}),

keyword_stats as (select * from {{ source('google_ads_fivetran', 'keyword_stats') }}),

final as (
    select
        'google_ads' as platform,
        customer_id as account_id,
        'campaign' as report_level,
        id as campaign_id,
        {{ null_text() }} as campaign_name,
        {{ null_text() }} as campaign_type,
        {{ null_text() }} as ad_group_id,
        {{ null_text() }} as ad_group_name,
        {{ null_text() }} as ad_id,
        {{ null_text() }} as ad_name,
        {{ null_text() }} as keyword_id,
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
        max(extracted_at) over (partition by _file) as extracted_at
    from campaign_stats
    union all
    select
        'google_ads',
        customer_id,
        'ad_group',
        campaign_id,
        {{ null_text() }},
        {{ null_text() }},
        id,
        {{ null_text() }},
        {{ null_text() }},
        {{ null_text() }},
        {{ null_text() }},
        {{ null_text() }},
        {{ null_text() }},
        device,
        ad_network_type,
        clicks,
        impressions,
        {{ from_micros('cost_micros') }},
        {{ null_text() }},
        cast(conversions as double),
        cast(conversions_value as decimal(18, 6)),
        {{ null_text() }},
        date,
        max(extracted_at) over (partition by _file)
    from ad_group_stats
    union all
    select
        'google_ads',
        customer_id,
        'ad',
        campaign_id,
        {{ null_text() }},
        {{ null_text() }},
        coalesce(ad_group_id, nullif(split_part(ad_group, '/', 4), '')),
        {{ null_text() }},
        ad_id,
        {{ null_text() }},
        nullif(split_part(keyword_ad_group_criterion, '~', 2), ''),
        {{ null_text() }},
        {{ null_text() }},
        device,
        ad_network_type,
        clicks,
        impressions,
        {{ from_micros('cost_micros') }},
        {{ null_text() }},
        cast(conversions as double),
        cast(conversions_value as decimal(18, 6)),
        {{ null_text() }},
        date,
        max(extracted_at) over (partition by _file)
    from ad_stats
    union all
    select
        'google_ads',
        customer_id,
        'keyword',
        campaign_id,
        {{ null_text() }},
        {{ null_text() }},
        ad_group_id,
        {{ null_text() }},
        {{ null_text() }},
        {{ null_text() }},
        ad_group_criterion_criterion_id,
        {{ null_text() }},
        {{ null_text() }},
        device,
        ad_network_type,
        clicks,
        impressions,
        {{ from_micros('cost_micros') }},
        {{ null_text() }},
        cast(conversions as double),
        cast(conversions_value as decimal(18, 6)),
        {{ null_text() }},
        date,
        max(extracted_at) over (partition by _file)
    from keyword_stats
)

select * from final
