-- One row per call to a number of the pool, with what the tracker saw of its visit.
select
    call_id as id,
    date_trunc('second', called_at) as start_time,
    'COM1' as company_id,
    'Europe/London' as company_time_zone,
    'TRK' || right(tracking_number, 4) as tracker_id,
    tracking_number as tracking_phone_number,
    contacts.phone as customer_phone_number,
    contacts.country as customer_country,
    duration_seconds as duration,
    is_answered as answered,
    case
        when click_parameter in ('gclid', 'gbraid', 'wbraid') then 'Google Ads'
        when channel_code = 'organic_search' then 'Google Organic'
        when channel_code = 'direct' then 'Direct'
        else channel_code
    end as source,
    if(platform is null, if(channel_code = 'direct', 'direct', 'organic'), 'cpc') as medium,
    campaign_name as campaign,
    null::varchar as keywords,
    'https://www.fernhill.example' || landing_path as landing_page_url,
    referrer_url as referring_url,
    case when platform = 'microsoft_ads' then 'bing' when channel_code = 'email' then 'newsletter' end
        as utm_source,
    case when platform = 'microsoft_ads' then 'cpc' when channel_code = 'email' then 'email' end
        as utm_medium,
    if(platform = 'microsoft_ads', campaign_name, null) as utm_campaign,
    null::varchar as utm_term,
    null::varchar as utm_content,
    if(click_parameter = 'gclid', click_id, null) as gclid,
    if(click_parameter = 'fbclid', click_id, null) as fbclid,
    if(click_parameter = 'msclkid', click_id, null) as msclkid,
    if(
        draw('call cookie', call_number) < 0.5, 'v' || code('visitor', calls.visitor_number), null
    ) as visitor_id,
    if(is_answered and duration_seconds >= 30, 'good_lead', 'not_a_lead') as lead_status,
    null::decimal(18, 2) as value,
    call_number % 4 = 0 as first_call
from calls
inner join contacts using (person_number)
inner join visit_links using (visit_number)
order by start_time, id
