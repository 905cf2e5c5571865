-- One row per journey and touchpoint, as the last published run had it.
with

journeys as (select * from {{ source('history', 'journeys') }}),

final as (
    select
        conversion_id,
        touchpoint_id,
        milestones
    from journeys
)

select * from final
