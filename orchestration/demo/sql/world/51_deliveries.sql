-- One row per delivery of an event to the collector: two in a thousand come twice, one in a
-- hundred comes one to three days late, and what has not come by the clock is not there yet.
create or replace view deliveries as
select
    'e' || code('event', event_number) as event_id,
    event_at,
    later(
        event_at,
        spread('latency', event_number, 0.1, 3)
        + if(draw('late', event_number) < 0.01, spread('how late', event_number, 86400, 259200), 0)
        + copy_number * spread('again when', event_number, 5, 600)
    ) as received_at,
    event_type,
    if(
        analytics_consent = 'denied' and draw('cookieless', person_number) < 0.5,
        null,
        'v' || code('visitor', visitor_number)
    ) as visitor_id,
    user_id,
    page_url,
    referrer_url,
    case
        when visit_kind = 'crawler'
            then 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
        when draw('browser', visitor_number) < 0.45
            then 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 '
            || '(KHTML, like Gecko) Version/18.2 Mobile/15E148 Safari/604.1'
        else 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 '
        || '(KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'
    end as user_agent,
    if(visit_kind = 'internal', '203.0.113.', '198.51.100.')
        || whole('address', visitor_number, 1, 254) as ip_address,
    country,
    email,
    phone,
    form_id,
    order_id,
    amount as value,
    currency,
    analytics_consent as consent_analytics,
    ads_consent as consent_ad_storage,
    ads_consent as consent_ad_user_data,
    ads_consent as consent_ad_personalization,
    copy_number,
    event_number,
    visit_number,
    visit_kind
from open_events
cross join lateral (
    select unnest(range(if(draw('twice', event_number) < 0.002, 2, 1))) as copy_number
) as copies
where received_at < getvariable('clock')::timestamp;
