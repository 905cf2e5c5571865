-- One row per real person.
select
    true_person_id,
    person_kind,
    people.country,
    email,
    phone,
    contact_id,
    leads.person_number is not null as is_lead,
    lead_at,
    lead_kind
from people
left join contacts using (person_number)
left join leads using (person_number)
order by true_person_id
