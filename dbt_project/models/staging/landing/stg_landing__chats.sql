-- One row per version of a live chat.
with

chats as (select * from {{ source('landing', 'chats') }}),

final as (
    select
        chat_id,
        visitor_id,
        email_key,
        email_domain,
        phone_key,
        country,
        page_url,
        is_lead,
        started_at,
        extracted_at
    from chats
)

select * from final
