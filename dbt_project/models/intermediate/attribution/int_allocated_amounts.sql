-- One row per attribution model, journey, amount and touchpoint with the whole minor units that fall to the touchpoint.
-- Shares are floored; units left over go one each by largest remainder, ties to the earlier touchpoint.
-- The absolute amount is divided, then the sign put back.
with

conversions as (select * from {{ ref('int_conversions') }}),

credits as (select * from {{ ref('int_attribution_unioned') }}),

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

-- What is left of a conversion before and after each entry, in both currencies: every sum that must come out even.
amounts as (
    select journey_conversion_id, net_before_minor as amount_minor from conversions
    union
    select journey_conversion_id, net_after_minor from conversions
    union
    select journey_conversion_id, net_before_reporting_minor from conversions
    union
    select journey_conversion_id, net_after_reporting_minor from conversions
),

shares as (
    select
        credits.attribution_model,
        credits.conversion_id,
        credits.touchpoint_id,
        amounts.amount_minor,
        {{ row_key('credits.attribution_model, credits.conversion_id') }} as journey_key,
        coalesce(journey_touchpoints.position, 1) as position,
        floor(abs(amounts.amount_minor) * credits.credit) as floor_minor,
        round(
            abs(amounts.amount_minor) * credits.credit - floor(abs(amounts.amount_minor) * credits.credit), 6
        ) as remainder
    from credits
    inner join amounts on credits.conversion_id = amounts.journey_conversion_id
    left join journey_touchpoints
        on credits.conversion_id = journey_touchpoints.conversion_id
        and credits.touchpoint_id = journey_touchpoints.touchpoint_id
    where amounts.amount_minor <> 0
),

ranked as (
    select
        *,
        abs(amount_minor) - sum(floor_minor) over (
            partition by journey_key, amount_minor
        ) as left_over_minor,
        row_number() over (
            partition by journey_key, amount_minor order by remainder desc, position asc
        ) as remainder_rank
    from shares
),

final as (
    select
        attribution_model,
        conversion_id,
        touchpoint_id,
        amount_minor,
        cast(
            sign(amount_minor) * (floor_minor + case when remainder_rank <= left_over_minor then 1 else 0 end)
            as {{ dbt.type_bigint() }}
        ) as allocated_minor
    from ranked
)

select * from final
