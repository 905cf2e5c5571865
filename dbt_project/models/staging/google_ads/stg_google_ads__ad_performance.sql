-- One row per account, day, report level, entity of that level, network and device, as extracted.
with

campaign_performance as (select * from {{ source('google_ads', 'campaign_performance') }}),

ad_group_performance as (select * from {{ source('google_ads', 'ad_group_performance') }}),

ad_performance as (select * from {{ source('google_ads', 'ad_performance') }}),

keyword_performance as (select * from {{ source('google_ads', 'keyword_performance') }}),

levels as (
    select
        'campaign' as report_level,
        {{ null_text() }} as ad_group_id, {{ null_text() }} as ad_group_name,
        {{ null_text() }} as ad_id, {{ null_text() }} as ad_name,
        {{ null_text() }} as criterion_id, {{ null_text() }} as keyword_text, {{ null_text() }} as match_type,
        customer_id, report_date, campaign_id, campaign_name, advertising_channel_type, device, ad_network_type,
        clicks, impressions, cost_micros, currency_code, conversions, conversions_value, time_zone, extracted_at
    from campaign_performance
    union all
    select
        'ad_group', ad_group_id, ad_group_name, null, null, null, null, null,
        customer_id, report_date, campaign_id, campaign_name, advertising_channel_type, device, ad_network_type,
        clicks, impressions, cost_micros, currency_code, conversions, conversions_value, time_zone, extracted_at
    from ad_group_performance
    union all
    select
        'ad', ad_group_id, ad_group_name, ad_id, ad_name, null, null, null,
        customer_id, report_date, campaign_id, campaign_name, advertising_channel_type, device, ad_network_type,
        clicks, impressions, cost_micros, currency_code, conversions, conversions_value, time_zone, extracted_at
    from ad_performance
    union all
    select
        'keyword', ad_group_id, ad_group_name, null, null, criterion_id, keyword_text, match_type,
        customer_id, report_date, campaign_id, campaign_name, advertising_channel_type, device, ad_network_type,
        clicks, impressions, cost_micros, currency_code, conversions, conversions_value, time_zone, extracted_at
    from keyword_performance
),

final as (
    select
        'google_ads' as platform,
        customer_id as account_id,
        report_level,
        campaign_id,
        campaign_name,
        advertising_channel_type as campaign_type,
        ad_group_id,
        ad_group_name,
        ad_id,
        ad_name,
        criterion_id as keyword_id,
        keyword_text as keyword,
        lower(match_type) as match_type,
        device,
        ad_network_type as network,
        clicks,
        impressions,
        {{ from_micros('cost_micros') }} as spend,
        upper(currency_code) as currency,
        cast(conversions as double) as platform_conversions,
        cast(conversions_value as decimal(18, 6)) as platform_conversion_value,
        time_zone as account_time_zone,
        report_date,
        extracted_at
    from levels
)

select * from final
