-- One row per call, chat, form or e-mail click of somebody who denied analytics by then: it may not be a touchpoint.
with

record_persons as (
    select * from {{ ref('int_record_persons') }}
    where record_type in ('form', 'chat', 'call', 'email_click')
),

form_submissions as (select * from {{ ref('int_form_submissions') }}),

chats as (select * from {{ ref('int_chats') }}),

calls as (select * from {{ ref('int_calls') }}),

email_clicks as (select * from {{ ref('int_email_clicks') }}),

consents as (select * from {{ ref('int_consents') }} where purpose = 'analytics'),

subjects as (
    select record_type, record_id, 'visitor' as subject_kind, visitor_id as subject from record_persons
    union all
    select 'form', submission_id, 'email', email_key from form_submissions
    union all
    select 'form', submission_id, 'phone', phone_key from form_submissions
    union all
    select 'chat', chat_id, 'email', email_key from chats
    union all
    select 'chat', chat_id, 'phone', phone_key from chats
    union all
    select 'call', call_id, 'phone', caller_phone_key from calls
    union all
    select 'email_click', click_id, 'email', email_key from email_clicks
),

-- The state at a moment is the latest known at or before it, whichever of the three names told it.
stated as (
    select
        record_persons.record_type,
        record_persons.record_id,
        consents.state,
        row_number() over (
            partition by record_persons.record_type, record_persons.record_id
            order by consents.changed_at desc, consents.state asc
        ) as statement_rank
    from record_persons
    inner join subjects
        on record_persons.record_type = subjects.record_type
        and record_persons.record_id = subjects.record_id
    inner join consents
        on subjects.subject_kind = consents.subject_kind
        and subjects.subject = consents.subject
        and record_persons.recorded_at >= consents.changed_at
),

final as (
    select record_type, record_id
    from stated
    where statement_rank = 1 and state = 'denied'
)

select * from final
