-- One row per live chat: its newest version.
with

landed as (select * from {{ ref('stg_landing__chats') }}),

conversations as (select * from {{ ref('stg_intercom__chats') }}),

contacts as (select * from {{ ref('stg_intercom__contacts') }}),

country_codes as (select * from {{ ref('country_codes') }}),

contacts_ranked as (
    select
        *,
        row_number() over (
            partition by contact_id
            order by
                extracted_at desc,
                {{ surrogate_key(['email_key', 'email_domain', 'phone_key', 'country']) }}
        ) as version_number
    from contacts
),

-- A conversation holds only the id of whom it was with.
conversations_named as (
    select
        conversations.chat_id,
        conversations.visitor_id,
        contacts_ranked.email_key,
        contacts_ranked.email_domain,
        contacts_ranked.phone_key,
        contacts_ranked.country,
        conversations.page_url,
        conversations.is_lead,
        conversations.started_at,
        conversations.extracted_at
    from conversations
    left join contacts_ranked
        on conversations.contact_id = contacts_ranked.contact_id
        and contacts_ranked.version_number = 1
),

unioned as (
    select * from landed
    union all
    select * from conversations_named
),

ranked as (
    select
        *,
        row_number() over (
            partition by chat_id
            order by
                extracted_at desc,
                {{ surrogate_key([
                    'started_at', 'visitor_id', 'email_key', 'phone_key', 'country', 'page_url', 'is_lead',
                ]) }}
        ) as version_number
    from unioned
),

final as (
    select
        ranked.chat_id,
        ranked.visitor_id,
        ranked.email_key,
        ranked.email_domain,
        ranked.phone_key,
        country_codes.country,
        ranked.page_url,
        -- Who writes to us asks to be contacted, unless the chat tool says otherwise.
        coalesce(ranked.is_lead, true) as is_lead,
        ranked.started_at
    from ranked
    left join country_codes on lower(trim(ranked.country)) = country_codes.country_name
    where ranked.version_number = 1
)

select * from final
