-- One row per record that tells of somebody (event, form, chat, call, e-mail click, CRM lead), with whom it tells of.
with

event_details as (select * from {{ ref('int_event_details') }}),

form_submissions as (select * from {{ ref('int_form_submissions') }}),

chats as (select * from {{ ref('int_chats') }}),

calls as (select * from {{ ref('int_calls') }}),

call_visitors as (select * from {{ ref('int_call_visitors') }}),

email_clicks as (select * from {{ ref('int_email_clicks') }}),

leads as (select * from {{ ref('int_leads') }}),

person_keys as (select * from {{ ref('int_person_keys') }}),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

records as (
    select
        'event' as record_type, event_id as record_id, visitor_id, event_at as recorded_at,
        'u:' || user_id as first_key, 'e:' || email_key as second_key, 'p:' || phone_key as third_key
    from event_details
    union all
    select 'form', submission_id, visitor_id, submitted_at, null, 'e:' || email_key, 'p:' || phone_key
    from form_submissions
    union all
    select 'chat', chat_id, visitor_id, started_at, null, 'e:' || email_key, 'p:' || phone_key
    from chats
    union all
    select 'call', calls.call_id, call_visitors.visitor_id, calls.started_at, null, null, 'p:' || calls.caller_phone_key
    from calls
    left join call_visitors on calls.call_id = call_visitors.call_id
    union all
    select 'email_click', click_id, visitor_id, clicked_at, null, 'e:' || email_key, null
    from email_clicks
    union all
    select 'lead', lead_key, visitor_id, created_at, lead_key, 'e:' || email_key, 'p:' || phone_key
    from leads
),

-- A strong key names the person; a cookie does where no key is usable; who names nobody is a person apart.
final as (
    select
        records.record_type,
        records.record_id,
        records.visitor_id,
        coalesce(
            first_person.person_id,
            second_person.person_id,
            third_person.person_id,
            visitor_persons.person_id,
            case when records.visitor_id is not null then {{ surrogate_key(["'v:'", "records.visitor_id"]) }} end,
            {{ surrogate_key(["records.record_type", "records.record_id"]) }}
        ) as person_id,
        records.recorded_at
    from records
    left join person_keys as first_person on records.first_key = first_person.key
    left join person_keys as second_person on records.second_key = second_person.key
    left join person_keys as third_person on records.third_key = third_person.key
    left join visitor_persons
        on records.visitor_id = visitor_persons.visitor_id
        and records.recorded_at >= visitor_persons.valid_from
        and records.recorded_at < visitor_persons.valid_to
)

select * from final
