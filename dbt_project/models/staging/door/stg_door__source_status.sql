-- One row per source system with how its last extract went.
with

source_status as (select * from {{ source('door', 'source_status') }}),

final as (
    select
        system,
        mode,
        state,
        message,
        rows_new,
        last_success_at,
        latest_event_at,
        checked_at
    from source_status
)

select * from final
