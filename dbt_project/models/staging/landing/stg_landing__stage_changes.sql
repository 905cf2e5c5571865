-- One row per change of stage of a lead or a deal.
with

stage_changes as (select * from {{ source('landing', 'stage_changes') }}),

final as (
    select
        lower(crm) as crm,
        lower(object_type) as object_type,
        object_id,
        from_stage,
        to_stage,
        amount,
        changed_at,
        extracted_at
    from stage_changes
)

select * from final
