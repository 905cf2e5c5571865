-- One row per attribution model, channel and buyer with what the buyer's sales earned it by touches of late.
{{ config(tags=['on_demand']) }}
with

days as (select * from {{ ref('int_interval_days') }}),

credits as (select * from {{ ref('fct_attribution_credits') }} where counts_as in ('sale', 'order')),

conversions as (select * from {{ ref('fct_conversions') }}),

final as (
    select
        credits.attribution_model,
        credits.channel,
        conversions.journey_owner_id as buyer_id,
        cast(sum(cast(credits.attributed_units as decimal(18, 15))) as decimal(18, 9)) as sales,
        cast(sum(credits.attributed_value) as decimal(18, 3)) as value
    from credits
    inner join conversions on credits.conversion_id = conversions.conversion_id
    inner join days on credits.cost_date between days.first_date and days.last_date
    group by credits.attribution_model, credits.channel, conversions.journey_owner_id
)

select * from final
