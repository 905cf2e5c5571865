-- One row per click in a mailing.
select
    click_id,
    instant(clicked_at) as clicked_at,
    email,
    campaign,
    'https://www.fernhill.example' || landing_path || '?utm_source=newsletter&utm_medium=email'
        as link_url,
    if(visitor_number is null, null, 'v' || code('visitor', visitor_number)) as visitor_id
from mail_clicks
order by clicked_at, click_id
