-- One row per person with conversions: when each milestone was first reached, and what the person is worth to date.
with

conversions as (select * from {{ ref('fct_conversions') }}),

credits as (select * from {{ ref('fct_attribution_credits') }}),

reversed as (select reverses_conversion_id from conversions where conversion_type = 'reversal'),

sales as (
    select conversions.*
    from conversions
    left join reversed on conversions.conversion_id = reversed.reverses_conversion_id
    where conversions.conversion_type in ('sale', 'order') and reversed.reverses_conversion_id is null
),

sold as (
    select person_id, min(conversion_at) as customer_at, count(*) as orders
    from sales
    group by person_id
),

milestones as (
    select
        person_id,
        min(case when conversion_type = 'lead' then conversion_at end) as lead_at,
        min(case when conversion_type = 'opportunity' then conversion_at end) as opportunity_at,
        sum(case
            when counts_as in ('sale', 'order') then value_reporting else 0
        end) as lifetime_value
    from conversions
    group by person_id
),

-- Acquisition: the channel with the first credit of the first sale.
first_sales as (
    select
        credits.person_id,
        credits.channel as acquisition_channel,
        row_number() over (
            partition by credits.person_id order by sales.conversion_at, sales.conversion_id, credits.touchpoint_id
        ) as sale_rank
    from credits
    inner join sales on credits.conversion_id = sales.conversion_id
    where credits.attribution_model = 'first_touch' and credits.credit > 0
),

final as (
    select
        milestones.person_id,
        milestones.lead_at,
        milestones.opportunity_at,
        milestones.lifetime_value,
        sold.customer_at,
        coalesce(sold.orders, 0) as orders,
        first_sales.acquisition_channel
    from milestones
    left join sold on milestones.person_id = sold.person_id
    left join first_sales on milestones.person_id = first_sales.person_id and first_sales.sale_rank = 1
    where milestones.person_id is not null
)

select * from final
