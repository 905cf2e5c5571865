-- One row per day and source with visits, impressions, clicks and spend: what needs no attribution model.
with

sessions as (select * from {{ ref('fct_sessions') }}),

ad_performance as (select * from {{ ref('fct_ad_performance') }}),

campaigns as (select * from {{ ref('int_campaigns') }}),

parts as (
    select
        sessions.cost_date as report_date, sessions.channel, sessions.source, sessions.medium, sessions.platform,
        coalesce(sessions.account_id, '(none)') as account_id,
        coalesce(sessions.campaign_id, '(none)') as campaign_id,
        coalesce(campaigns.campaign_name, sessions.campaign) as campaign,
        sessions.ad_group_name as ad_group, sessions.ad_name as ad, sessions.keyword,
        1 as visits, 0 as impressions, 0 as clicks, cast(0 as decimal(18, 6)) as spend
    from sessions
    left join campaigns
        on sessions.platform = campaigns.platform
        and sessions.campaign_id = campaigns.campaign_id
    union all
    select
        report_date, channel, source, medium, platform, account_id, campaign_id, campaign, ad_group, ad, keyword,
        0, impressions, clicks, coalesce(spend_reporting, 0)
    from ad_performance
),

final as (
    select
        {{ source_row_key() }} as source_row_key,
        report_date, channel, source, medium, platform, account_id, campaign_id, campaign, ad_group, ad, keyword,
        sum(visits) as visits,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(spend) as spend
    from parts
    group by report_date, channel, source, medium, platform, account_id, campaign_id, campaign, ad_group, ad, keyword
)

select * from final
