-- One row per attribution model and channel with its shares of sales and value, its ROAS, and how sure each is.
{{ config(tags=['on_demand']) }}
with

totals as (select * from {{ ref('int_interval_totals') }}),

replicates as (select * from {{ ref('int_interval_replicates') }}),

ends as (
    select
        attribution_model,
        channel,
        count(*) as replicates,
        percentile_disc(0.025) within group (order by sales_share) as sales_share_low,
        percentile_disc(0.975) within group (order by sales_share) as sales_share_high,
        percentile_disc(0.025) within group (order by value_share) as value_share_low,
        percentile_disc(0.975) within group (order by value_share) as value_share_high,
        percentile_disc(0.025) within group (order by roas) as roas_low,
        percentile_disc(0.975) within group (order by roas) as roas_high
    from replicates
    group by attribution_model, channel
),

summed as (
    select
        *,
        sum(sales) over (partition by attribution_model) as all_sales,
        sum(value) over (partition by attribution_model) as all_value
    from totals
),

final as (
    select
        {{ surrogate_key(['summed.attribution_model', 'summed.channel']) }} as interval_id,
        summed.attribution_model,
        summed.channel,
        cast(summed.buyers as bigint) as buyers,
        cast(summed.sales as double) as sales,
        case when summed.all_sales > 0 then cast(summed.sales as double) / cast(summed.all_sales as double) end
            as sales_share,
        ends.sales_share_low,
        ends.sales_share_high,
        cast(summed.value as decimal(18, 3)) as value,
        case when summed.all_value > 0 then cast(summed.value as double) / cast(summed.all_value as double) end
            as value_share,
        ends.value_share_low,
        ends.value_share_high,
        cast(summed.spend as decimal(18, 6)) as spend,
        case when summed.spend > 0 then cast(summed.value as double) / cast(summed.spend as double) end as roas,
        ends.roas_low,
        ends.roas_high,
        cast(ends.replicates as bigint) as replicates,
        summed.buyers < {{ var('interval_min_buyers') }} as is_small_sample,
        summed.first_date,
        summed.last_date
    from summed
    left join ends
        on summed.attribution_model = ends.attribution_model
        and summed.channel = ends.channel
)

select * from final
