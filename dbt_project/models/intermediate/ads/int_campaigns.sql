-- One row per campaign of an ad platform, as last reported.
{% set newest = "cast(mentioned_on as " ~ dbt.type_string() ~ ") || source_rank || " %}
with

ad_performance as (select * from {{ ref('int_ad_performance_unioned') }}),

ad_clicks as (select * from {{ ref('int_ad_clicks_unioned') }}),

-- A click can name a campaign that has no spend: the report of the day knows more and stands above it.
mentions as (
    select
        platform,
        campaign_id,
        account_id,
        campaign_name,
        campaign_type,
        account_time_zone,
        currency,
        max(report_date) as mentioned_on,
        '2' as source_rank
    from ad_performance
    group by platform, campaign_id, account_id, campaign_name, campaign_type, account_time_zone, currency
    union all
    select platform, campaign_id, account_id, campaign_name, campaign_type, null, null, max(clicked_on), '1'
    from ad_clicks
    group by platform, campaign_id, account_id, campaign_name, campaign_type
),

-- What is not given has no order either, and is passed over.
final as (
    select
        platform,
        campaign_id,
        max_by(account_id, {{ newest }} account_id) as account_id,
        max_by(campaign_name, {{ newest }} campaign_name) as campaign_name,
        max_by(campaign_type, {{ newest }} campaign_type) as campaign_type,
        max_by(account_time_zone, {{ newest }} account_time_zone) as account_time_zone,
        max_by(currency, {{ newest }} currency) as currency
    from mentions
    where campaign_id is not null
    group by platform, campaign_id
)

select * from final
