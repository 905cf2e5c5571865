-- One row: the days that intervals look at, up to the newest one with spend or a credited touch.
{{ config(materialized='view', tags=['on_demand']) }}
with

credits as (select * from {{ ref('fct_attribution_credits') }} where counts_as in ('sale', 'order')),

ad_performance as (select * from {{ ref('fct_ad_performance') }}),

days as (
    select cost_date as report_date from credits
    union all
    select report_date from ad_performance
),

newest as (select max(report_date) as last_date from days),

final as (
    select
        cast({{ dbt.dateadd('day', 1 - var('interval_days'), 'last_date') }} as date) as first_date,
        last_date
    from newest
    where last_date is not null
)

select * from final
