-- One row per chat that made a lead.
select
    'C-' || code('chat', person_number) as chat_id,
    lead_at as started_at,
    'v' || code('visitor', visitor_number) as visitor_id,
    email,
    contacts.country,
    true as is_lead
from leads
inner join contacts using (person_number)
where lead_kind = 'chat'
order by started_at, chat_id
