-- One row per campaign of an ad platform, with the days between which it spent.
with

campaigns as (select * from {{ ref('int_campaigns') }}),

ad_performance as (select * from {{ ref('fct_ad_performance') }}),

spending as (
    select
        platform,
        campaign_id,
        min(channel) as channel,
        min(report_date) as first_spend_date,
        max(report_date) as last_spend_date
    from ad_performance
    group by platform, campaign_id
),

final as (
    select
        {{ surrogate_key(['campaigns.platform', 'campaigns.campaign_id']) }} as campaign_key,
        campaigns.platform,
        coalesce(campaigns.account_id, '(not set)') as account_id,
        campaigns.campaign_id,
        coalesce(campaigns.campaign_name, campaigns.campaign_id) as campaign,
        coalesce(campaigns.campaign_type, '(not set)') as campaign_type,
        coalesce(spending.channel, '(not set)') as channel,
        coalesce(campaigns.currency, '(not set)') as currency,
        coalesce(campaigns.account_time_zone, 'UTC') as account_time_zone,
        spending.first_spend_date,
        spending.last_spend_date
    from campaigns
    left join spending
        on campaigns.platform = spending.platform
        and campaigns.campaign_id = spending.campaign_id
)

select * from final
