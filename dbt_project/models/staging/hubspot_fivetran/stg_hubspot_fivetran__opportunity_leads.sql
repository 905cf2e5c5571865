-- One row per version of the association of a deal with a contact.
with

deal_contact as (select * from {{ source('hubspot_fivetran', 'deal_contact') }}),

final as (
    select
        'hubspot' as crm,
        deal_id as opportunity_id,
        contact_id as lead_id,
        -- The connector does not sync which contact is the primary one.
        false as is_primary,
        false as is_deleted,
        extracted_at
    from deal_contact
)

select * from final
