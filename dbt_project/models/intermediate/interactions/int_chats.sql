-- One row per live chat: its newest version.
with

landed as (select * from {{ ref('stg_landing__chats') }}),

intercom_chats as (select * from {{ ref('stg_intercom__chats') }}),

intercom_contacts as (select * from {{ ref('stg_intercom__contacts') }}),

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
    from intercom_contacts
),

-- A conversation holds only the id of whom it was with.
intercom as (
    select
        intercom_chats.chat_id,
        intercom_chats.visitor_id,
        contacts_ranked.email_key,
        contacts_ranked.email_domain,
        contacts_ranked.phone_key,
        contacts_ranked.country,
        intercom_chats.page_url,
        intercom_chats.is_lead,
        intercom_chats.started_at,
        intercom_chats.extracted_at
    from intercom_chats
    left join contacts_ranked
        on intercom_chats.contact_id = contacts_ranked.contact_id
        and contacts_ranked.version_number = 1
),

unioned as (
    select * from landed
    union all
    select * from intercom
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
