-- One row per calendar day from the first to the last day that any fact mentions.
with

sessions as (select * from {{ ref('fct_sessions') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

ad_performance as (select * from {{ ref('fct_ad_performance') }}),

days as (
    select report_date as date_day from sessions
    union all
    select event_date from conversions
    union all
    select report_date from ad_performance
),

bounds as (select min(date_day) as first_day, max(date_day) as last_day from days),

spine as (
    {{ dbt.date_spine('day', "cast('2000-01-01' as date)", "cast('2060-01-01' as date)") }}
),

final as (
    select
        cast(spine.date_day as date) as date_day,
        cast({{ dbt.date_trunc('week', 'spine.date_day') }} as date) as week_start_date,
        cast({{ dbt.date_trunc('month', 'spine.date_day') }} as date) as month_start_date,
        cast({{ dbt.date_trunc('quarter', 'spine.date_day') }} as date) as quarter_start_date,
        cast(extract(year from spine.date_day) as bigint) as calendar_year,
        cast(extract(month from spine.date_day) as bigint) as month_number,
        cast(extract(day from spine.date_day) as bigint) as day_of_month
    from spine
    cross join bounds
    where cast(spine.date_day as date) between bounds.first_day and bounds.last_day
)

select * from final
