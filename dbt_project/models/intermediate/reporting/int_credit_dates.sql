-- One row per credit and date basis: the day of the touch, of the conversion, and of the event (a refund's own day).
{{ config(materialized='view') }}
with

credits as (select * from {{ ref('fct_attribution_credits') }}),

typed as (
    select *, counts_as in ('sale', 'order') as is_sale
    from credits
),

final as (
    select 'touch' as date_basis, coalesce(cost_date, touch_date) as report_date, typed.* from typed
    union all
    select 'conversion', conversion_date, typed.* from typed
    union all
    select 'event', event_date, typed.* from typed
)

select * from final
