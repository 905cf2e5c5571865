-- One row per call to the number on the trade show's brochure.
select
    'TS-' || show_number as call_id,
    instant(called_at) as started_at,
    '+442079460199' as tracking_number,
    phone as caller_phone,
    duration_seconds,
    true as is_answered,
    'GB' as country
from show_calls
order by started_at
