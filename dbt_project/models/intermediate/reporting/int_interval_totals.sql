-- One row per attribution model and channel with what it earned in the days that intervals look at, and its spend.
{{ config(tags=['on_demand']) }}
with

days as (select * from {{ ref('int_interval_days') }}),

credits as (select * from {{ ref('int_interval_credits') }}),

spend as (
    select ad_performance.channel, sum(ad_performance.spend_reporting) as spend
    from {{ ref('fct_ad_performance') }} as ad_performance
    inner join days on ad_performance.report_date between days.first_date and days.last_date
    group by ad_performance.channel
),

channels as (
    select channel from credits
    union
    select channel from spend
),

attribution_models as (select distinct attribution_model from credits),

-- Every channel stands under every model: what is spent and earns nothing is told as well.
final as (
    select
        attribution_models.attribution_model,
        channels.channel,
        days.first_date,
        days.last_date,
        coalesce(max(spend.spend), 0) as spend,
        count(credits.buyer_id) as buyers,
        coalesce(sum(credits.sales), 0) as sales,
        coalesce(sum(credits.value), 0) as value
    from attribution_models
    cross join channels
    cross join days
    left join spend on channels.channel = spend.channel
    left join credits
        on attribution_models.attribution_model = credits.attribution_model
        and channels.channel = credits.channel
    group by attribution_models.attribution_model, channels.channel, days.first_date, days.last_date
)

select * from final
