-- One row per version of the association of a deal with a contact.
with

deal_contacts as (select * from {{ source('hubspot', 'deal_contacts') }}),

final as (
    select
        'hubspot' as crm,
        deal_id as opportunity_id,
        contact_id as lead_id,
        coalesce(is_primary, false) as is_primary,
        coalesce(is_deleted, false) as is_deleted,
        extracted_at
    from deal_contacts
)

select * from final
