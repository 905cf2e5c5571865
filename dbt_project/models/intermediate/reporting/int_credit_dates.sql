-- One row per credit and date basis: the day of the touch, of the conversion, and of the event (a refund's own day).
{{ config(materialized='view') }}
with

credits as (select * from {{ ref('fct_attribution_credits') }}),

-- Counted in decimals: a sum of doubles ends in another last digit with the order in which rows come.
typed as (
    select *, cast(attributed_units as decimal(18, 15)) as counted_units, counts_as in ('sale', 'order') as is_sale
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
