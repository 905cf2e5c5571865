-- One row per journey and touchpoint of a paid channel; where a journey has none, its touchpoints that are not Direct.
with

touchpoints as (select * from {{ ref('int_journey_touchpoints_non_direct') }}),

weighed as (
    select
        conversion_id,
        touchpoint_id,
        position,
        is_paid,
        max(case when is_paid then 1 else 0 end) over (partition by conversion_id) as any_paid
    from touchpoints
),

final as (
    select
        conversion_id,
        touchpoint_id,
        row_number() over (partition by conversion_id order by position) as position,
        count(*) over (partition by conversion_id) as touchpoints
    from weighed
    where is_paid or any_paid = 0
)

select * from final
