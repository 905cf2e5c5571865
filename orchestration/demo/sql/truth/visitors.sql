-- One row per cookie and real person who used it; shared devices have two rows.
select
    'v' || code('visitor', visitor_number) as visitor_id,
    true_person_id,
    min(started_at) as first_seen_at,
    max(started_at) as last_seen_at,
    count(*) as visits
from visits
inner join people using (person_number)
group by all
order by visitor_id, true_person_id
