-- One row per lead as the CRM would land it.
select
    'hubspot' as crm,
    contact_id as lead_id,
    later(lead_at, spread('synced', person_number, 10, 90)) as created_at,
    email,
    phone,
    if(lead_kind = 'form', 'v' || code('visitor', visitor_number), null) as visitor_id,
    company_id as account_id,
    company,
    contacts.country,
    if(is_spam, 'junk', 'new') as status
from leads
inner join contacts using (person_number)
order by lead_id
