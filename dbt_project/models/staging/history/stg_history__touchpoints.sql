-- One row per touchpoint, as the last published run had it.
with

touchpoints as (select * from {{ source('history', 'touchpoints') }}),

final as (
    select
        touchpoint_id,
        person_id,
        channel,
        evidence,
        touchpoint_at
    from touchpoints
)

select * from final
