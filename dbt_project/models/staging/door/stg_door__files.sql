-- One row per file that passed the door.
with

files as (select * from {{ source('door', 'files') }}),

final as (
    select
        system,
        table_name,
        file,
        load_id,
        rows_read,
        rows_accepted,
        rows_rejected,
        refused,
        first_seen_at
    from files
)

select * from final
