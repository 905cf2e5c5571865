-- One row per credit and date basis: the day of the touch, of the conversion, and of the event (a refund's own day).
{{ config(materialized='view') }}
with

credits as (select * from {{ ref('fct_attribution_credits') }}),

-- Counted in decimals: a sum of doubles ends in another last digit with the order in which rows come.
typed as (
    select
        attribution_model, touch_date, cost_date, conversion_date, event_date, conversion_type, counts_as,
        counts_as in ('sale', 'order') as is_sale,
        channel, source, medium, platform, account_id, campaign_id, campaign,
        ad_group_name as ad_group, ad_name as ad, keyword, content, journey_stage,
        cast(attributed_units as decimal(18, 15)) as counted_units, attributed_value
    from credits
),

keyed as (select *, {{ source_row_key() }} as source_row_key from typed),

final as (
    select 'touch' as date_basis, coalesce(cost_date, touch_date) as report_date, keyed.* from keyed
    union all
    select 'conversion', conversion_date, keyed.* from keyed
    union all
    select 'event', event_date, keyed.* from keyed
)

select * from final
