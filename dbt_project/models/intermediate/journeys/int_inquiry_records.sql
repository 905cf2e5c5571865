-- One row per record of somebody asking to be contacted by form, chat or call.
with

event_details as (select * from {{ ref('int_event_details') }}),

form_submissions as (select * from {{ ref('int_form_submissions') }}),

chats as (select * from {{ ref('int_chats') }}),

calls as (select * from {{ ref('int_calls') }}),

record_persons as (select * from {{ ref('int_record_persons') }}),

attached_records as (select * from {{ ref('int_attached_records') }}),

-- Chats that are no leads stay in, so that the web event of the same chat does not make one of them.
records as (
    select
        1 as source_rank, 'web_events' as record_table, 'event' as record_type, event_id as record_id,
        case when event_type = 'chat_start' then 'chat' else 'form' end as inquiry_type,
        form_id, country, true as is_lead, event_at as inquiry_at
    from event_details
    where event_type in ('form_submit', 'chat_start') and not is_excluded
    union all
    select 2, 'form_submissions', 'form', submission_id, 'form', form_id, country, true, submitted_at
    from form_submissions
    union all
    select 3, 'chats', 'chat', chat_id, 'chat', chat_id, country, is_lead, started_at
    from chats
    union all
    select 4, 'calls', 'call', call_id, 'call', call_id, country, true, started_at
    from calls
    where is_lead
),

final as (
    select
        records.source_rank,
        records.record_table,
        records.record_type,
        records.record_id,
        record_persons.person_id,
        record_persons.visitor_id,
        attached_records.session_id,
        records.form_id,
        records.inquiry_type,
        records.country,
        records.is_lead,
        records.inquiry_at
    from records
    inner join record_persons
        on records.record_type = record_persons.record_type
        and records.record_id = record_persons.record_id
    left join attached_records
        on records.record_type = attached_records.record_type
        and records.record_id = attached_records.record_id
)

select * from final
