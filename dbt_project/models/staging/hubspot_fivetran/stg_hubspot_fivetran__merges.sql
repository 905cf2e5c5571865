-- One row per contact that was merged into another: by the audit, else by the survivor's list of merged ids.
with

contact_merge_audit as (select * from {{ source('hubspot_fivetran', 'contact_merge_audit') }}),

contact as (select * from {{ source('hubspot_fivetran', 'contact') }}),

listed as (
    select
        id as into_id,
        {{ split_to_rows('property_hs_merged_object_ids', ';') }} as from_id,
        coalesce(property_lastmodifieddate, property_createdate) as merged_at,
        extracted_at
    from contact
    where property_hs_merged_object_ids is not null
),

lead_merges as (
    select
        vid_to_merge as from_id,
        canonical_vid as into_id,
        contact_merge_audit.timestamp as merged_at,
        extracted_at
    from contact_merge_audit
    union all
    select trim(from_id), into_id, merged_at, extracted_at
    from listed
),

final as (
    select
        'hubspot' as crm,
        from_id,
        into_id,
        false as is_unmerge,
        merged_at,
        extracted_at
    from lead_merges
    where from_id <> '' and from_id <> into_id
)

select * from final
