-- One row per call to a number of the pool.
select
    call_id,
    called_at as started_at,
    tracking_number,
    phone as caller_phone,
    duration_seconds,
    is_answered,
    'v' || code('visitor', visitor_number) as visitor_id,
    country
from calls
inner join contacts using (person_number)
order by started_at, call_id
