-- One row per custom model, journey and touchpoint that its rules leave in, with its factor and its milestones.
-- What a rule excludes comes back, with the factor one, where a journey would be empty without it.
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

custom_models as (select * from {{ ref('custom_models') }}),

multipliers as (select * from {{ ref('int_custom_multipliers') }}),

multiplied as (
    select
        custom_models.attribution_model,
        journey_touchpoints.conversion_id,
        journey_touchpoints.touchpoint_id,
        journey_touchpoints.position,
        journey_touchpoints.is_by_lead,
        journey_touchpoints.is_by_opportunity,
        journey_touchpoints.is_by_close,
        coalesce(multipliers.multiplier, 1) as multiplier
    from journey_touchpoints
    cross join custom_models
    left join multipliers
        on custom_models.attribution_model = multipliers.attribution_model
        and journey_touchpoints.channel = multipliers.channel
        and journey_touchpoints.content = multipliers.content
),

judged as (
    select
        *,
        max(multiplier) over (partition by attribution_model, conversion_id) = 0 as all_excluded
    from multiplied
),

-- Milestones fall to the last touch that is left before them.
placed as (
    select
        *,
        min(position) over (partition by attribution_model, conversion_id) as first_position,
        max(case when is_by_lead then position end) over (partition by attribution_model, conversion_id)
            as lead_position,
        max(case when is_by_opportunity then position end) over (partition by attribution_model, conversion_id)
            as opportunity_position,
        max(case when is_by_close then position end) over (partition by attribution_model, conversion_id)
            as close_position
    from judged
    where multiplier > 0 or all_excluded
),

final as (
    select
        attribution_model,
        conversion_id,
        touchpoint_id,
        position,
        case when all_excluded then cast(1 as double) else multiplier end as multiplier,
        position = first_position as is_first,
        coalesce(position = lead_position, false) as is_lead_touch,
        coalesce(position = opportunity_position, false) as is_opportunity_touch,
        coalesce(position = close_position, false) as is_close_touch
    from placed
)

select * from final
