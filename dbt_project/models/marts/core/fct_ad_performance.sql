-- One row per day and ad unit (campaign, ad group, ad, keyword); the rows of a campaign add up to the platform's total.
with

ad_spend as (select * from {{ ref('int_ad_spend') }}),

ad_spend_channels as (select * from {{ ref('int_ad_spend_channels') }}),

rates as (select * from {{ ref('int_fx_rates') }} where to_currency = '{{ var("reporting_currency") }}'),

final as (
    select
        {{ surrogate_key([
            'ad_spend.platform', 'ad_spend.account_id', 'ad_spend.report_date', 'ad_spend.campaign_id',
            'ad_spend.network_name', 'ad_spend.ad_group_id', 'ad_spend.ad_id', 'ad_spend.keyword_id',
        ]) }} as ad_performance_id,
        ad_spend.platform,
        ad_spend.account_id,
        ad_spend.campaign_id,
        coalesce(ad_spend.campaign_name, ad_spend.campaign_id) as campaign,
        coalesce(ad_spend.ad_group_id, '(not set)') as ad_group_id,
        coalesce(ad_spend.ad_group_name, ad_spend.ad_group_id, '(not set)') as ad_group,
        coalesce(ad_spend.ad_id, '(not set)') as ad_id,
        coalesce(ad_spend.ad_name, ad_spend.ad_id, '(not set)') as ad,
        coalesce(ad_spend.keyword_id, '(not set)') as keyword_id,
        coalesce(ad_spend.keyword, '(not set)') as keyword,
        coalesce(ad_spend.match_type, '(not set)') as match_type,
        ad_spend.network_name as network,
        coalesce(ad_spend.campaign_type, '(not set)') as campaign_type,
        ad_spend_channels.channel,
        ad_spend_channels.source,
        ad_spend_channels.medium,
        ad_spend.currency,
        cast(ad_spend.spend as decimal(18, 6)) as spend,
        '{{ var("reporting_currency") }}' as reporting_currency,
        cast(
            case
                when ad_spend.currency = '{{ var("reporting_currency") }}' then ad_spend.spend
                else round(cast(ad_spend.spend as double) * rates.rate, 6)
            end as decimal(18, 6)
        ) as spend_reporting,
        cast(ad_spend.clicks as bigint) as clicks,
        cast(ad_spend.impressions as bigint) as impressions,
        cast(ad_spend.platform_conversions as double) as platform_conversions,
        cast(ad_spend.platform_conversion_value as decimal(18, 6)) as platform_conversion_value,
        ad_spend.report_date
    from ad_spend
    left join ad_spend_channels
        on ad_spend.platform = ad_spend_channels.platform
        and ad_spend.campaign_id = ad_spend_channels.campaign_id
        and ad_spend.network_name = ad_spend_channels.network_name
    left join rates
        on ad_spend.currency = rates.from_currency
        and ad_spend.report_date >= rates.valid_from
        and ad_spend.report_date < rates.valid_to
)

select * from final
