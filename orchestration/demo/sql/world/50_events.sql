-- One row per event that happened, of the visits in the open part of the company's life.
create or replace view open_events as
with page_views as (
    select
        visit_number * 4096 + page_index as event_number,
        visit_number,
        person_number,
        visitor_number,
        visit_kind,
        country,
        analytics_consent,
        ads_consent,
        later(started_at, page_index * seconds_between_pages) as event_at,
        case
            when page_index = 0 then landing_path
            else '/' || ltrim(
                [
                    '', 'sensors', 'sensors/humidity', 'sensors/pressure', 'sensors/logger', 'pricing',
                    'demo', 'contact', 'guides/comparison-list', 'customers', 'shop'
                ][whole('next page', visit_number * 4096 + page_index, 1, 11)], '/'
            )
        end as page_path,
        if(
            page_index = 0,
            coalesce('?' || landing_query || if(
                coalesce(click_parameter, '') = '', '', click_id
            ), ''),
            ''
        ) as query,
        if(page_index = 0, referrer_url, 'https://www.fernhill.example/') as referrer_url
    from open_visit_links
    cross join lateral (
        select unnest(range(page_views)) as page_index
    ) as page_numbers
),

actions as (
    select
        visit_number * 4096 + 4000 as event_number, visit_number, lead_at as event_at,
        if(lead_kind = 'form', 'form_submit', 'chat_start') as event_type,
        if(
            lead_kind = 'form',
            '/thank-you?utm_content=thanks&email=' || url_encode(contacts.email),
            '/sensors'
        ) as page,
        null as user_id,
        if(draw('shouts', leads.person_number) < 0.1, upper(contacts.email) || ' ', contacts.email) as email,
        if(draw('gives phone', leads.person_number) < 0.4, contacts.phone, null) as phone,
        if(lead_kind = 'form', leads.form_id, null) as form_id,
        null as order_id, null::decimal(18, 2) as amount, null as currency
    from leads
    inner join contacts using (person_number)
    where lead_kind in ('form', 'chat')
    union all
    select
        visit_number * 4096 + 4001, visit_number, logged_in_at, 'identify', '/portal',
        user_id, email, null, null, null, null, null
    from logins
    union all
    select
        visit_number * 4096 + 4002, orders.visit_number, ordered_at, 'order',
        if(draw('order page', visit_number) < 0.33, null, '/shop/thank-you'),
        null,
        'p' || lpad(person_number::varchar, 7, '0') || '@lab-'
            || lpad(people.company_number::varchar, 5, '0') || '.example',
        null, null, order_id, amount, orders.currency
    from orders
    inner join people using (person_number)
    union all
    select
        visit_number * 4096 + 4003, visit_number, later(started_at, 6), 'identify', '/portal',
        null, 'staff-' || person_number || '@fernhill.example', null, null, null, null, null
    from visits
    where visit_kind = 'internal' and draw('staff log-in', visit_number) < 0.3
)

select
    event_number, visit_number, person_number, visitor_number, visit_kind, country,
    analytics_consent, ads_consent, event_at, 'page_view' as event_type,
    'https://www.fernhill.example' || page_path || query as page_url, referrer_url,
    null as user_id, null as email, null as phone, null as form_id,
    null as order_id, null::decimal(18, 2) as amount, null as currency
from page_views
union all
select
    event_number, visit_number, person_number, visitor_number, visit_kind, country,
    analytics_consent, ads_consent, event_at, event_type,
    'https://www.fernhill.example' || page,
    case
        when page is null then null
        when event_type = 'order' then 'https://checkout.stripe.com/'
        else 'https://www.fernhill.example/'
    end,
    user_id, email, phone, form_id, order_id, amount, actions.currency
from actions
inner join visits using (visit_number)
where started_at >= getvariable('chunk_from')::timestamp
    and started_at < getvariable('chunk_to')::timestamp;
