-- One row per version of a contact of the chat tool.
with

contacts as (select * from {{ source('intercom', 'contacts') }}),

final as (
    select
        id as contact_id,
        email_key,
        email_domain,
        phone_key,
        country,
        extracted_at
    from contacts
)

select * from final
