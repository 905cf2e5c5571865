-- One row per journey and touchpoint, in order of time.
with

touches as (select * from {{ ref('int_journey_touches') }}),

numbered as (
    select
        *,
        row_number() over (
            partition by conversion_id order by touchpoint_at, source_rank, touchpoint_id
        ) as position
    from touches
),

-- The touch of a milestone is the last one at or before it.
placed as (
    select
        *,
        count(*) over (partition by conversion_id) as touchpoints,
        max(case when is_by_lead then position end) over (partition by conversion_id) as lead_position,
        max(case when is_by_opportunity then position end) over (partition by conversion_id) as opportunity_position,
        max(case when is_by_close then position end) over (partition by conversion_id) as close_position,
        min(case when is_direct then 1 else 0 end) over (partition by conversion_id) as only_direct
    from numbered
),

final as (
    select
        conversion_id,
        touchpoint_id,
        position,
        touchpoints,
        channel,
        content,
        days_to_conversion,
        is_direct,
        is_paid,
        only_direct = 1 as all_direct,
        is_carried,
        is_by_lead,
        is_by_opportunity,
        is_by_close,
        position = 1 as is_first,
        position = touchpoints as is_last,
        coalesce(position = lead_position, false) as is_lead_touch,
        coalesce(position = opportunity_position, false) as is_opportunity_touch,
        coalesce(position = close_position, false) as is_close_touch,
        touchpoint_at
    from placed
)

select * from final
