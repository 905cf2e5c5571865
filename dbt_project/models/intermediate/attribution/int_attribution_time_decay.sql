-- Credit halves with every half-life between touchpoint and conversion, and is then brought to a sum of one.
-- Days count from the last touchpoint: the shares are the same, and years before a close do not vanish to zero.
with

aged as (
    select
        conversion_id,
        touchpoint_id,
        days_to_conversion - min(days_to_conversion) over (partition by conversion_id) as days_to_last
    from {{ ref('int_journey_touchpoints') }}
),

weighed as (
    select
        conversion_id,
        touchpoint_id,
        power(cast(2 as double), -days_to_last / {{ var('time_decay_half_life_days') }}) as share
    from aged
)

select conversion_id, touchpoint_id, share / sum(share) over (partition by conversion_id) as credit
from weighed
