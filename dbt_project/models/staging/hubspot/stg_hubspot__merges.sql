-- One row per contact that was merged into another.
with

contact_merges as (select * from {{ source('hubspot', 'contact_merges') }}),

final as (
    select
        'hubspot' as crm,
        from_id,
        into_id,
        false as is_unmerge,
        merged_at,
        extracted_at
    from contact_merges
)

select * from final
