-- One row per person in the chat tool; who asked nothing of sales is nameless there.
select
    (200000000 + person_number * 2)::varchar as id,
    email,
    if(draw('gives phone', person_number) < 0.4, phone, null) as phone,
    null::varchar as external_id,
    contacts.country
from leads
inner join contacts using (person_number)
where lead_kind = 'chat'
union all
select
    (200000000 + visit_number * 2 + 1)::varchar, null, null, null, country
from visits
where visit_kind = 'person' and visit_number >= 0 and draw('small talk', visit_number) < 0.004
order by id
