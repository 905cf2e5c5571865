-- One row per journey and touchpoint, Direct ones dropped unless all are Direct, in order of time.
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }} where not is_direct or all_direct),

numbered as (
    select
        conversion_id,
        touchpoint_id,
        is_paid,
        is_by_lead,
        is_by_opportunity,
        is_by_close,
        row_number() over (partition by conversion_id order by position) as position
    from journey_touchpoints
),

-- Milestones fall to the last touch that is left before them.
placed as (
    select
        *,
        count(*) over (partition by conversion_id) as touchpoints,
        max(case when is_by_lead then position end) over (partition by conversion_id) as lead_position,
        max(case when is_by_opportunity then position end) over (partition by conversion_id) as opportunity_position,
        max(case when is_by_close then position end) over (partition by conversion_id) as close_position
    from numbered
),

final as (
    select
        conversion_id,
        touchpoint_id,
        position,
        touchpoints,
        is_paid,
        position = 1 as is_first,
        position = touchpoints as is_last,
        coalesce(position = lead_position, false) as is_lead_touch,
        coalesce(position = opportunity_position, false) as is_opportunity_touch,
        coalesce(position = close_position, false) as is_close_touch
    from placed
)

select * from final
