-- One row per strong key ever seen (user id, e-mail, phone, CRM lead), whether linked or alone.
with

event_details as (select * from {{ ref('int_event_details') }}),

form_submissions as (select * from {{ ref('int_form_submissions') }}),

chats as (select * from {{ ref('int_chats') }}),

calls as (select * from {{ ref('int_calls') }}),

email_clicks as (select * from {{ ref('int_email_clicks') }}),

leads as (select * from {{ ref('int_leads') }}),

seen as (
    select 'user_id' as key_kind, 'u:' || user_id as key, event_at as seen_at
    from event_details
    where user_id is not null
    union all
    select 'email', 'e:' || email_key, event_at from event_details where email_key is not null
    union all
    select 'phone', 'p:' || phone_key, event_at from event_details where phone_key is not null
    union all
    select 'email', 'e:' || email_key, submitted_at from form_submissions where email_key is not null
    union all
    select 'phone', 'p:' || phone_key, submitted_at from form_submissions where phone_key is not null
    union all
    select 'email', 'e:' || email_key, started_at from chats where email_key is not null
    union all
    select 'phone', 'p:' || phone_key, started_at from chats where phone_key is not null
    union all
    select 'phone', 'p:' || caller_phone_key, started_at from calls where caller_phone_key is not null
    union all
    select 'email', 'e:' || email_key, clicked_at from email_clicks where email_key is not null
    union all
    select 'lead', lead_key, created_at from leads
    union all
    select 'email', 'e:' || email_key, created_at from leads where email_key is not null
    union all
    select 'phone', 'p:' || phone_key, created_at from leads where phone_key is not null
),

final as (
    select
        key,
        min(key_kind) as key_kind,
        min(seen_at) as first_seen_at
    from seen
    group by key
)

select * from final
