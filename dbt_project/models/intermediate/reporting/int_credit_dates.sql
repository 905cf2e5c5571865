-- One row per credit and date basis: the day of the touch, of the conversion, and of the event (a refund's own day).
with

credits as (select * from {{ ref('fct_attribution_credits') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

-- A refund or a reversal counts where the conversion it corrects counts.
corrected as (
    select
        conversions.conversion_id,
        originals.conversion_type in ('sale', 'order') as is_sale,
        originals.conversion_type as counts_as
    from conversions
    inner join conversions as originals on conversions.journey_conversion_id = originals.conversion_id
),

typed as (
    select credits.*, corrected.is_sale, corrected.counts_as
    from credits
    inner join corrected on credits.conversion_id = corrected.conversion_id
),

final as (
    select 'touch' as date_basis, coalesce(cost_date, touch_date) as report_date, typed.* from typed
    union all
    select 'conversion', conversion_date, typed.* from typed
    union all
    select 'event', event_date, typed.* from typed
)

select * from final
