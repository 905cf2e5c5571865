-- One row per version of a contact.
with

contact as (select * from {{ source('hubspot_fivetran', 'contact') }}),

final as (
    select
        'hubspot' as crm,
        id as lead_id,
        property_associatedcompanyid as account_id,
        {{ null_text() }} as form_id,
        property_headwater_visitor_id as visitor_id,
        {{ null_text() }} as merged_into_id,
        property_email_key as email_key,
        property_email_domain as email_domain,
        property_phone_key as phone_key,
        property_company as company,
        property_country as country,
        -- The lead status says junk or spam; without one the lifecycle stage says how far the lead has come.
        coalesce(property_hs_lead_status, property_lifecyclestage) as status,
        property_declared_source as declared_source,
        property_hs_google_click_id as gclid,
        {{ null_text() }} as gbraid,
        {{ null_text() }} as wbraid,
        {{ null_text() }} as msclkid,
        property_hs_facebook_click_id as fbclid,
        {{ null_text() }} as ttclid,
        {{ null_text() }} as li_fat_id,
        coalesce(_fivetran_deleted, false) as is_deleted,
        property_createdate as created_at,
        property_lastmodifieddate as updated_at,
        extracted_at
    from contact
)

select * from final
