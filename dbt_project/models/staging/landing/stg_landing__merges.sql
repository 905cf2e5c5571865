-- One row per merge of two CRM leads, or the undoing of one.
with

lead_merges as (select * from {{ source('landing', 'merges') }}),

final as (
    select
        lower(crm) as crm,
        from_id,
        into_id,
        coalesce(is_unmerge, false) as is_unmerge,
        merged_at,
        extracted_at
    from lead_merges
)

select * from final
