-- One row per person who asked to be forgotten: two subscribers who never became leads.
select
    instant(getvariable('window_end')::timestamp - interval 10 days) as requested_at,
    email,
    null as visitor_id
from contacts
where not is_lead
order by person_number
limit 2
