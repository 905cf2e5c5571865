-- One row per live chat: the leads' chats, and chats of visitors who asked nothing of sales.
with chats as (
    select
        person_number * 2 as chat_number, person_number, visitor_number, visit_number,
        lead_at as chatted_at, true as is_lead
    from leads
    where lead_kind = 'chat'
    union all
    select
        visit_number * 2 + 1, null, visitor_number, visit_number, later(started_at, 25), false
    from visits
    where visit_kind = 'person' and visit_number >= 0 and draw('small talk', visit_number) < 0.004
)

select
    (300000000 + chat_number)::varchar as id,
    date_trunc('second', chatted_at) as created_at,
    date_trunc('second', chatted_at + interval 20 minutes) as updated_at,
    'conversation' as source_type,
    'https://www.fernhill.example' || landing_path as source_url,
    (200000000 + chat_number)::varchar as contact_id,
    'v' || code('visitor', chats.visitor_number) as visitor_id,
    is_lead
from chats
inner join visit_links using (visit_number)
order by id
