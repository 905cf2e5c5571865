-- What each combination of tags and referrer says of a source. Few rows: the only place that reads texts.

create temp table campaign as
select platform, campaign_id,
    max_by(account_id, day) as account_id, max_by(campaign_name, day) as campaign_name,
    max_by(campaign_type, day) as campaign_type
from (
    select platform, campaign_id, account_id, campaign_name, campaign_type, max(report_date) || '2' as day
    from accepted('ad_performance') group by all
    union all
    select platform, campaign_id, account_id, campaign_name, campaign_type, max(clicked_on) || '1'
    from accepted('ad_clicks') group by all
)
where campaign_id is not null
group by platform, campaign_id;

create temp table listed_host as
with listed as (
    select 0 as rank, 'ignored' as list, true as covers, host, '' as path, null as source, null as medium, null as category
    from seed('own_hosts')
    union all select 0, 'ignored', true, host, '', null, null, null from seed('payment_referrers')
    union all select 1, 'ai', true, host, coalesce(path_prefix, ''), source, 'ai-assistant', null from seed('ai_assistants')
    union all select 2, 'category', false, source, '', null,
        case when source_category = 'search' then 'organic' else 'referral' end, source_category
    from seed('source_categories')
    union all select 3, 'search', false, host, coalesce(path_prefix, ''), source, 'organic', null from seed('search_engines')
    union all select 4, 'social', true, host, '', null, 'social', null from seed('social_networks')
    union all select 5, 'review', true, host, '', null, 'review', null from seed('review_sites')
    union all select 6, 'mail', true, host, '', null, 'email', null from seed('mail_providers')
)
select * replace (lower(trim(host)) as host, lower(trim(source)) as source, lower(trim(path)) as path),
    case when contains(host, '{}') then
        '^' || replace(replace(lower(trim(host)), '.', '[.]'), '{}', '[a-z]{2,3}([.][a-z]{2})?') || '$' end as pattern
from listed;

create temp macro labels(host, n) as array_to_string(string_split(host, '.')[-n:], '.');
create temp table referrer_host as
with hosts as (
    select distinct rtrim(lower(split_part(referrer, '/', 3)), '.') as host from touch_text where referrer <> ''
    union select distinct page_host from touch_text where page_host <> ''
), suffix as (select lower(suffix) as suffix from seed('public_suffixes'))
select host, case
        when regexp_matches(host, '^[0-9.]+$') then host
        when labels(host, 3) in (from suffix) and len(string_split(host, '.')) >= 4 then labels(host, 4)
        when labels(host, 2) in (from suffix) and len(string_split(host, '.')) >= 3 then labels(host, 3)
        when labels(host, 3) in (from suffix) or labels(host, 2) in (from suffix) then host
        else labels(host, 2)
    end as domain
from hosts;

create temp table referrer_source as
with referrers as (
    select distinct referrer, rtrim(lower(split_part(referrer, '/', 3)), '.') as full_host,
        regexp_replace(rtrim(lower(split_part(referrer, '/', 3)), '.'), '^www[.]', '') as host,
        lower(coalesce(nullif(regexp_extract(referrer, '^[a-zA-Z+.-]*://[^/]*(.*)$', 1), ''), '/')) as path
    from touch_text where referrer <> ''
), hit as (
    select referrers.referrer, listed_host.*
    from referrers inner join listed_host on (
        (pattern is null and (referrers.host = listed_host.host or (covers and ends_with(referrers.host, '.' || listed_host.host))))
        or regexp_matches(referrers.host, pattern)
    )
), engine as (select referrer, min(source) as engine from hit where list = 'search' and path = '' group by all)
select referrers.referrer, referrers.full_host, coalesce(hit.list, 'other') as list,
    case when hit.list = 'ignored' then null
        when hit.medium = 'organic' then coalesce(engine.engine, hit.source, referrers.host)
        else coalesce(hit.source, referrers.host) end as source,
    case when coalesce(hit.list, '') <> 'ignored' then coalesce(hit.medium, 'referral') end as medium,
    coalesce(hit.category = 'video', false) as is_video
from referrers
left join hit on referrers.referrer = hit.referrer and starts_with(referrers.path, hit.path)
left join engine on referrers.referrer = engine.referrer
qualify row_number() over (
    partition by referrers.referrer order by hit.rank nulls last, length(hit.path) desc, hit.source
) = 1;

create table touch as
with pair as (
    select touch, unnest(string_split(tags, '&')) as pair from touch_text where contains(tags, '=')
), parameter as (
    select touch, lower(split_part(pair, '=', 1)) as name,
        trim(coalesce(try(url_decode(replace(substring(pair, instr(pair, '=') + 1), '+', ' '))),
            substring(pair, instr(pair, '=') + 1))) as value
    from pair where contains(pair, '=')
), tag as (
    select touch,
        max(lower(value)) filter (name = 'utm_source') as utm_source,
        max(lower(value)) filter (name = 'utm_medium') as utm_medium,
        max(value) filter (name = 'utm_campaign') as utm_campaign,
        max(value) filter (name = 'gad_campaignid') as gad_campaign
    from parameter
    where lower(value) not in ('', 'null', 'none', 'undefined', 'nan', '(not set)', '(not%20set)', '(none)')
    group by touch
)
select
    touch_text.touch, tag.utm_source, tag.utm_medium, tag.utm_campaign, tag.gad_campaign,
    coalesce(tag.utm_source, tag.utm_medium, tag.utm_campaign) is not null as is_tagged,
    case when is_tagged then hash(coalesce(tag.utm_source, ''), coalesce(tag.utm_medium, ''),
        coalesce(lower(tag.utm_campaign), '')) end as tags_code,
    campaign.campaign_id is not null as is_campaign_known,
    referrer_source.list as referrer_list, referrer_source.source as referrer_source,
    referrer_source.medium as referrer_medium, coalesce(referrer_source.is_video, false) as is_video,
    coalesce(referrer_source.list <> 'ignored' and own.domain <> came_from.domain, false) as is_referred
from touch_text
left join tag using (touch)
left join campaign on tag.gad_campaign = campaign.campaign_id and campaign.platform = 'google_ads'
left join referrer_source on touch_text.referrer = referrer_source.referrer
left join referrer_host as came_from on referrer_source.full_host = came_from.host
left join referrer_host as own on touch_text.page_host = own.host;

-- An ad that many clicks name stands once; a click keeps its key.
create table ad_click as
select click_key(platform, click_id) as click,
    hash(platform, campaign_id, coalesce(campaign_name, ''), coalesce(campaign_type, ''), coalesce(network, '')) as ad,
    platform, campaign_id, campaign_name, campaign_type, network
from accepted('ad_clicks')
where campaign_id is not null
qualify row_number() over (partition by platform, click_id order by extracted_at desc) = 1;
