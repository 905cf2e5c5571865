-- One row per moment at which a visitor's cookie showed whose it is.
with

event_details as (select * from {{ ref('int_event_details') }}),

form_submissions as (select * from {{ ref('int_form_submissions') }}),

chats as (select * from {{ ref('int_chats') }}),

call_visitors as (select * from {{ ref('int_call_visitors') }}),

email_clicks as (select * from {{ ref('int_email_clicks') }}),

leads as (select * from {{ ref('int_leads') }}),

person_keys as (select * from {{ ref('int_person_keys') }}),

-- Ordering within one instant: web, form, chat, call, e-mail, CRM, then id.
evidence as (
    select
        visitor_id, event_at as identified_at, 1 as source_rank, 'event' as evidence, event_id as evidence_id,
        'u:' || user_id as first_key, 'e:' || email_key as second_key, 'p:' || phone_key as third_key
    from event_details
    where not is_excluded
    union all
    select visitor_id, submitted_at, 2, 'form', submission_id, null, 'e:' || email_key, 'p:' || phone_key
    from form_submissions
    union all
    select visitor_id, started_at, 3, 'chat', chat_id, null, 'e:' || email_key, 'p:' || phone_key from chats
    union all
    select visitor_id, started_at, 4, 'call', call_id, null, null, 'p:' || caller_phone_key from call_visitors
    union all
    select visitor_id, clicked_at, 5, 'email_click', click_id, null, 'e:' || email_key, null from email_clicks
    union all
    select visitor_id, created_at, 6, 'lead', lead_key, lead_key, 'e:' || email_key, 'p:' || phone_key from leads
),

-- The keys of one record are one person unless a key is shared: then the next one counts.
final as (
    select
        evidence.visitor_id,
        evidence.identified_at,
        evidence.source_rank,
        evidence.evidence,
        evidence.evidence_id,
        coalesce(first_person.key, second_person.key, third_person.key) as key,
        coalesce(first_person.person_id, second_person.person_id, third_person.person_id) as person_id
    from evidence
    left join person_keys as first_person on evidence.first_key = first_person.key
    left join person_keys as second_person on evidence.second_key = second_person.key
    left join person_keys as third_person on evidence.third_key = third_person.key
    where evidence.visitor_id is not null
        and coalesce(first_person.person_id, second_person.person_id, third_person.person_id) is not null
)

select * from final
