-- One row per version of a conversation; whom it was with is in the contacts.
with

conversations as (select * from {{ source('intercom', 'conversations') }}),

final as (
    select
        id as chat_id,
        contact_id,
        visitor_id,
        source_url as page_url,
        is_lead,
        created_at as started_at,
        extracted_at
    from conversations
)

select * from final
