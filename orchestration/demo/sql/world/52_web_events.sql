-- One row per delivery as the landing table web_events takes it, in its own types, with the day
-- of reception.
create or replace view typed_web_events as
select
    event_id,
    event_at,
    received_at,
    event_type,
    visitor_id,
    user_id,
    page_url,
    referrer_url,
    user_agent,
    ip_address,
    country,
    email,
    phone,
    form_id,
    order_id,
    value,
    currency,
    consent_analytics,
    consent_ad_storage,
    consent_ad_user_data,
    consent_ad_personalization,
    received_at::date as dt
from deliveries
order by received_at, event_number;

-- The same as lines of text, for the trackers that drop JSON.
create or replace view web_events as
select * exclude (dt) replace (instant(event_at) as event_at, instant(received_at) as received_at)
from typed_web_events;
