-- One row per delivery as the landing table web_events takes it.
create or replace view web_events as
select
    event_id,
    instant(event_at) as event_at,
    instant(received_at) as received_at,
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
    consent_ad_personalization
from deliveries
order by deliveries.received_at, event_id;
