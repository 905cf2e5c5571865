-- One row per chat in the tool that was used in the first fortnight, before Intercom.
select
    'OC-' || code('old chat', visit_number) as chat_id,
    instant(later(started_at, 40)) as started_at,
    'v' || code('visitor', visitor_number) as visitor_id,
    country,
    'https://www.fernhill.example' || landing_path as page_url,
    false as is_lead
from visit_links
where visit_kind = 'person'
    and started_at < getvariable('window_start')::timestamp + interval 14 days
    and draw('old chat', visit_number) < 0.008
order by started_at
