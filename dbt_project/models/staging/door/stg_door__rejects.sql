-- One row per value that the door refused, with the reason.
with

rejects as (select * from {{ source('door', 'rejects') }}),

final as (
    select
        system,
        table_name,
        file,
        row_number,
        column_name,
        reason,
        rejected_at
    from rejects
)

select * from final
