-- One row per version of a CRM lead.
with

leads as (select * from {{ source('landing', 'leads') }}),

final as (
    select
        lower(crm) as crm,
        lead_id,
        account_id,
        form_id,
        visitor_id,
        merged_into_id,
        email_key,
        email_domain,
        phone_key,
        company,
        country,
        status,
        declared_source,
        gclid,
        gbraid,
        wbraid,
        msclkid,
        fbclid,
        ttclid,
        li_fat_id,
        coalesce(is_deleted, false) as is_deleted,
        created_at,
        updated_at,
        extracted_at
    from leads
)

select * from final
