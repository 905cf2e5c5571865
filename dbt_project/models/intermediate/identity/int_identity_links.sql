-- One row per piece of evidence that two strong keys are one person.
with

event_details as (select * from {{ ref('int_event_details') }}),

form_submissions as (select * from {{ ref('int_form_submissions') }}),

chats as (select * from {{ ref('int_chats') }}),

leads as (select * from {{ ref('int_leads') }}),

lead_merges as (select * from {{ ref('int_lead_merges') }}),

-- Keys that stand in one record. Events without consent to analytics name nobody.
records as (
    select
        'event' as evidence, event_id as evidence_id, event_at as known_at,
        'u:' || user_id as user_key, 'e:' || email_key as email_key, 'p:' || phone_key as phone_key
    from event_details
    where not is_excluded
    union all
    select 'form', submission_id, submitted_at, null, 'e:' || email_key, 'p:' || phone_key from form_submissions
    union all
    select 'chat', chat_id, started_at, null, 'e:' || email_key, 'p:' || phone_key from chats
    union all
    select 'lead', lead_key, created_at, lead_key, 'e:' || email_key, 'p:' || phone_key from leads
),

pairs as (
    select user_key as key_a, email_key as key_b, evidence, evidence_id, known_at from records
    union all
    select user_key, phone_key, evidence, evidence_id, known_at from records
    union all
    select email_key, phone_key, evidence, evidence_id, known_at from records
    union all
    select
        'l:' || crm || ':' || from_id,
        'l:' || crm || ':' || into_id,
        'merge',
        crm || ':' || from_id,
        merged_at
    from lead_merges
),

final as (
    select key_a, key_b, evidence, evidence_id, known_at
    from pairs
    where key_a is not null and key_b is not null
)

select * from final
