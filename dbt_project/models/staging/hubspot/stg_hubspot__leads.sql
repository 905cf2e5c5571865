-- One row per version of a contact.
with

contacts as (select * from {{ source('hubspot', 'contacts') }}),

final as (
    select
        'hubspot' as crm,
        id as lead_id,
        associated_company_id as account_id,
        {{ null_text() }} as form_id,
        headwater_visitor_id as visitor_id,
        {{ null_text() }} as merged_into_id,
        email_key,
        email_domain,
        phone_key,
        company,
        country,
        -- The lead status says junk or spam; without one the lifecycle stage says how far the lead has come.
        coalesce(hs_lead_status, lifecyclestage) as status,
        declared_source,
        hs_google_click_id as gclid,
        {{ null_text() }} as gbraid,
        {{ null_text() }} as wbraid,
        {{ null_text() }} as msclkid,
        hs_facebook_click_id as fbclid,
        {{ null_text() }} as ttclid,
        {{ null_text() }} as li_fat_id,
        coalesce(archived, false) as is_deleted,
        created_at,
        updated_at,
        extracted_at
    from contacts
)

select * from final
