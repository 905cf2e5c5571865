-- One row per custom model, journey and touchpoint with its credit.
-- The shares of its milestones, or an equal part of the rest's; times its factor; brought to a sum of one. Equal credit
-- where nothing of that falls to any touchpoint.
with

touchpoints as (select * from {{ ref('int_custom_touchpoints') }}),

custom_models as (select * from {{ ref('custom_models') }}),

shared as (
    select
        touchpoints.*,
        custom_models.rest_share,
        case when touchpoints.is_first then custom_models.first_share else 0 end
        + case when touchpoints.is_lead_touch then custom_models.lead_share else 0 end
        + case when touchpoints.is_opportunity_touch then custom_models.opportunity_share else 0 end
        + case when touchpoints.is_close_touch then custom_models.close_share else 0 end as milestone_share
    from touchpoints
    inner join custom_models on touchpoints.attribution_model = custom_models.attribution_model
),

rested as (
    select
        *,
        sum(case when milestone_share > 0 then 0 else 1 end) over (
            partition by attribution_model, conversion_id
        ) as rest_touchpoints
    from shared
),

weighed as (
    select
        attribution_model,
        conversion_id,
        touchpoint_id,
        position,
        multiplier * case when milestone_share > 0 then milestone_share else rest_share / rest_touchpoints end as share
    from rested
),

totalled as (
    select
        *,
        count(*) over (partition by attribution_model, conversion_id) as touchpoints,
        sum(share) over (
            partition by attribution_model, conversion_id order by position
            rows between unbounded preceding and unbounded following
        ) as total_share
    from weighed
),

final as (
    select
        attribution_model,
        conversion_id,
        touchpoint_id,
        case when total_share > 0 then share / total_share else cast(1 as double) / touchpoints end as credit
    from totalled
)

select * from final
