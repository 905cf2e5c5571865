-- One row per data-driven model, journey and touchpoint: the channel's weight, divided by the channel's touches in the
-- journey, brought to a sum of one. Linear where conversions are too few to learn from.
-- A view: the weights change with every journey anywhere, and no row should have to be written again for that.
{{ config(materialized='view') }}
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

journeys as (select * from {{ ref('int_journeys') }}),

weights as (select * from {{ ref('int_channel_weights') }}),

fits as (select distinct attribution_model, conversion_type, is_fallback from weights),

joined as (
    select
        fits.attribution_model,
        fits.is_fallback,
        journey_touchpoints.conversion_id,
        journey_touchpoints.touchpoint_id,
        journey_touchpoints.touchpoints,
        coalesce(weights.weight, 0) as channel_weight,
        count(*) over (
            partition by fits.attribution_model, journey_touchpoints.conversion_id, weights.fitted_channel
        ) as channel_touchpoints
    from journey_touchpoints
    inner join journeys on journey_touchpoints.conversion_id = journeys.conversion_id
    inner join fits on journeys.conversion_type = fits.conversion_type
    left join weights
        on fits.attribution_model = weights.attribution_model
        and fits.conversion_type = weights.conversion_type
        and journey_touchpoints.channel = weights.channel
),

weighed as (
    select *, case when is_fallback then 1 else channel_weight / channel_touchpoints end as weight
    from joined
),

-- Summed in decimals, so that the last digit is the same every night whatever the order of the rows.
totalled as (
    select
        *,
        sum(cast(weight as decimal(28, 18))) over (partition by attribution_model, conversion_id) as total_weight
    from weighed
),

final as (
    select
        attribution_model,
        conversion_id,
        touchpoint_id,
        case
            when total_weight > 0 then weight / cast(total_weight as double)
            else cast(1 as double) / touchpoints
        end as credit
    from totalled
)

select * from final
