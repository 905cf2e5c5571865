-- One row per acquisition month, channel and month since, with the net value that its customers had brought by then.
with

persons as (select * from {{ ref('dim_persons') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

customers as (
    select
        person_id,
        acquisition_channel as channel,
        cast({{ dbt.date_trunc('month', 'customer_at') }} as date) as cohort_month
    from persons
    where customer_at is not null
),

money as (
    select
        customers.cohort_month,
        customers.channel,
        customers.person_id,
        {{ dbt.datediff('customers.cohort_month', 'conversions.event_date', 'month') }} as months_since,
        conversions.conversion_type in ('sale', 'order') as is_purchase,
        conversions.value_reporting
    from customers
    inner join conversions on customers.person_id = conversions.person_id
    where conversions.counts_as in ('sale', 'order')
),

last_month as (select cast({{ dbt.date_trunc('month', 'max(event_date)') }} as date) as month_start from conversions),

cohorts as (
    select cohort_month, channel, count(*) as customers
    from customers
    group by cohort_month, channel
),

month_numbers as (
    select distinct {{ dbt.datediff('cohorts.cohort_month', 'dates.month_start_date', 'month') }} as months_since
    from cohorts
    cross join {{ ref('dim_dates') }} as dates
),

-- Every month stands there, also one without a sale, so that curves have no gaps.
grid as (
    select cohorts.cohort_month, cohorts.channel, cohorts.customers, month_numbers.months_since
    from cohorts
    cross join last_month
    inner join month_numbers
        on month_numbers.months_since between 0
        and {{ dbt.datediff('cohorts.cohort_month', 'last_month.month_start', 'month') }}
),

monthly as (
    select
        cohort_month, channel, months_since,
        count(distinct case when is_purchase then person_id end) as active_customers,
        sum(value_reporting) as value
    from money
    group by cohort_month, channel, months_since
),

final as (
    select
        {{ surrogate_key(['grid.cohort_month', 'grid.channel', 'grid.months_since']) }} as lifetime_value_id,
        grid.cohort_month,
        grid.channel,
        cast(grid.months_since as bigint) as months_since,
        cast(grid.customers as bigint) as customers,
        cast(coalesce(monthly.active_customers, 0) as bigint) as active_customers,
        cast(coalesce(monthly.value, 0) as decimal(18, 3)) as value,
        cast(sum(coalesce(monthly.value, 0)) over (
            partition by grid.cohort_month, grid.channel order by grid.months_since
        ) as decimal(18, 3)) as cumulative_value
    from grid
    left join monthly
        on grid.cohort_month = monthly.cohort_month
        and grid.channel = monthly.channel
        and grid.months_since = monthly.months_since
)

select * from final
