-- One row per attribution model, channel and replicate with shares and ROAS among the buyers as they were drawn.
{{ config(tags=['on_demand']) }}
with

totals as (select * from {{ ref('int_interval_totals') }}),

credits as (select * from {{ ref('int_interval_credits') }}),

draws as (select * from {{ ref('int_interval_draws') }}),

replicates as (select {{ list_to_rows(list_of_numbers(1, var('interval_replicates'))) }} as replicate),

earned as (
    select
        credits.attribution_model,
        credits.channel,
        draws.replicate,
        sum(credits.sales * draws.draws) as sales,
        sum(credits.value * draws.draws) as value
    from credits
    inner join draws on credits.buyer_id = draws.buyer_id
    group by credits.attribution_model, credits.channel, draws.replicate
),

-- Where nobody of a channel was drawn it earned nothing.
completed as (
    select
        totals.attribution_model,
        totals.channel,
        replicates.replicate,
        totals.spend,
        cast(coalesce(earned.sales, 0) as double) as sales,
        cast(coalesce(earned.value, 0) as double) as value,
        cast(sum(earned.sales) over same_replicate as double) as all_sales,
        cast(sum(earned.value) over same_replicate as double) as all_value
    from totals
    cross join replicates
    left join earned
        on totals.attribution_model = earned.attribution_model
        and totals.channel = earned.channel
        and replicates.replicate = earned.replicate
    window same_replicate as (partition by totals.attribution_model, replicates.replicate)
),

final as (
    select
        attribution_model,
        channel,
        replicate,
        case when all_sales > 0 then sales / all_sales end as sales_share,
        case when all_value > 0 then value / all_value end as value_share,
        case when spend > 0 then value / cast(spend as double) end as roas
    from completed
)

select * from final
