-- One row per time a number of the pool was shown to one visitor.
select
    tracking_number,
    'v' || code('visitor', visitor_number) as visitor_id,
    leased_from,
    leased_until
from calls
order by leased_from, tracking_number
