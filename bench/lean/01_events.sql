-- Web events in their narrow form: hashes for texts, one key for all that tells where a page view came from.

-- The part of a query that many landings share, and the click id that stands in it.
create temp macro query_of(url) as split_part(url, '?', 2);
create temp macro click_text(query) as case
    when contains(query, 'cl') or contains(query, 'fat_id') or contains(query, 'braid') or contains(query, 'shid')
        or contains(query, 'cid') or contains(query, 'epik') or contains(query, 'oppref')
        then regexp_extract(query, getvariable('click_pattern'), 1)
    else ''
end;
create temp macro shared_query(query) as case
    when click_text(query) = '' then query
    else trim(regexp_replace(query, getvariable('click_cut'), '&', 'g'), '&')
end;
-- A page that follows another of the same host came from nowhere else.
create temp macro foreign_referrer(referrer, page) as case
    when referrer <> '' and split_part(referrer, '/', 3) <> coalesce(split_part(page, '/', 3), '')
        then split_part(referrer, '?', 1)
    else ''
end;
create temp macro touch_key(query, referrer, page_host) as
    case when query <> '' or referrer <> '' then hash(query, referrer, page_host) end;
-- No text, no key: the hash of nothing would make all that have none one.
create temp macro key_of(label) as case when label is not null then hash(label) end;
create temp macro click_key(platform, click_id) as hash(platform || '=' || click_id);

create table click_parameter as
select parameter, platform, is_paid, priority::utinyint as click_kind, source, medium
from read_csv(getvariable('seeds') || '/click_id_parameters.csv');

-- Distinct user agents meet the bot patterns once, not every event.
create temp table bot_agent as
with agents as (select distinct user_agent from web_events where user_agent is not null)
select user_agent from agents where {is_bot};

-- Whoever ever denied analytics, with all that was said about it in order of time.
create temp table denial as
with denying as (
    select distinct visitor_id from web_events where lower(consent_analytics) = 'denied' and visitor_id is not null
    union
    select visitor_id from accepted('consents') where lower(purpose) = 'analytics' and lower(state) = 'denied'
        and visitor_id is not null
), stated as (
    select visitor_id, event_at as happened, lower(consent_analytics) as state, 1 as rank
    from web_events where consent_analytics is not null
    union all
    select visitor_id, changed_at, lower(state), 0 from accepted('consents') where lower(purpose) = 'analytics'
), settled as (
    select visitor_id, happened, min(2 * rank + (state = 'granted')::int) % 2 = 0 as is_denied
    from stated semi join denying using (visitor_id)
    where state in ('granted', 'denied')
    group by all
)
select visitor_id, happened as denied_from,
    coalesce(lead(happened) over (partition by visitor_id order by happened), timestamp '9999-12-31') as denied_until
from settled
qualify is_denied;

-- Of many files the engine expects few rows, and would keep the events in memory to look up denials in them.
set disabled_optimizers = 'build_side_probe_side';

create table event as
with landed as (
    select
        event_id, visitor_id, event_at, event_type, page_url, referrer_url, user_agent,
        case when contains(page_url, '?') then query_of(page_url) else '' end as query,
        lower(consent_analytics) as consent,
        case when coalesce(lower(consent_analytics), '') not in ('granted', 'denied') then visitor_id end as undecided
    from web_events
    where visitor_id is not null and not coalesce({is_internal}, false)
), cut as (
    select *, shared_query(query) as tags, foreign_referrer(referrer_url, page_url) as referrer,
        case when query <> '' then click_text(query) else '' end as click
    from landed
)
select
    hash(cut.visitor_id) as visitor,
    cut.event_at as happened,
    hash(cut.event_id) as id,
    cut.page_url is not null and cut.event_type not in ('order', 'identify') as opens,
    cut.event_type = 'page_view' as is_view,
    touch_key(cut.tags, cut.referrer, case when cut.referrer <> '' then split_part(cut.page_url, '/', 3) else '' end) as touch,
    case when cut.click <> '' then click_key(click_parameter.platform, url_decode(split_part(cut.click, '=', 2))) end as click,
    click_parameter.click_kind,
    hash(split_part(cut.page_url, '?', 1)) as page
from cut
anti join bot_agent on cut.user_agent = bot_agent.user_agent
left join click_parameter on lower(split_part(cut.click, '=', 1)) = click_parameter.parameter
left join denial on cut.undecided = denial.visitor_id
    and cut.event_at >= denial.denied_from and cut.event_at < denial.denied_until
where coalesce(cut.consent, '') <> 'denied' and denial.visitor_id is null;

-- Each combination of tags and referrer once, as texts.
create temp table touch_text as
with landed as (
    select page_url, referrer_url, case when contains(page_url, '?') then query_of(page_url) else '' end as query
    from web_events where contains(page_url, '?') or referrer_url <> ''
    union all
    select page_url, null, query_of(page_url) from accepted('form_submissions') where contains(page_url, '?')
    union all
    select page_url, null, query_of(page_url) from accepted('chats') where contains(page_url, '?')
), cut as (
    select distinct shared_query(query) as tags, foreign_referrer(referrer_url, page_url) as referrer,
        case when foreign_referrer(referrer_url, page_url) <> '' then split_part(page_url, '/', 3) else '' end as page_host
    from landed
)
select touch_key(tags, referrer, page_host) as touch, * from cut where tags <> '' or referrer <> '';

-- What an event says of a person or of money; excluded events too, because money always counts.
create temp table detail as
with told as (
    select
        event_id, visitor_id, event_at, event_type, form_id, order_id, currency, value, country,
        user_id, email_key, phone_key,
        case when coalesce(lower(consent_analytics), '') not in ('granted', 'denied') then visitor_id end as undecided,
        user_agent in (from bot_agent) or coalesce({is_internal}, false)
            or coalesce(lower(consent_analytics) = 'denied', false) as is_excluded
    from web_events
    where event_type <> 'page_view' and (
        event_type in ('form_submit', 'chat_start', 'identify', 'order')
        or coalesce(user_id, email_key, phone_key, form_id, order_id) is not null
    )
    qualify lag(event_id) over (partition by event_id order by received_at) is null
)
select
    event_id, key_of(told.visitor_id) as visitor, event_at as happened, event_type, form_id, order_id, currency,
    value, country,
    key_of('u:' || user_id) as user_key, key_of('e:' || email_key) as email_key, key_of('p:' || phone_key) as phone_key,
    is_excluded or denial.visitor_id is not null as is_excluded
from told
left join denial on told.undecided = denial.visitor_id
    and told.event_at >= denial.denied_from and told.event_at < denial.denied_until;

set disabled_optimizers = '';
