-- Source and channel of each distinct combination of tags, referrer, kind of click and ad; sessions only keep its key.

-- Forms and chats bring a page of their own; their click id stands in a column, else in the page.
create temp table form_source as
select 'form' as kind, submission_id as id,
    touch_key(shared_query(query_of(page_url)), '', '') as touch,
    case when coalesce({click_columns}) is not null then {column_click_key}
        when click_text(query_of(page_url)) <> '' then click_key(click_parameter.platform, url_decode(split_part(click_text(query_of(page_url)), '=', 2))) end as click,
    case when coalesce({click_columns}) is not null then {column_click_kind} else click_parameter.click_kind end as click_kind
from accepted('form_submissions')
left join click_parameter on lower(split_part(click_text(query_of(page_url)), '=', 1)) = click_parameter.parameter
union all
select 'chat', chat_id, touch_key(shared_query(query_of(page_url)), '', ''), null, null from accepted('chats');

create temp table form_touch as
select form_source.*, ad_click.ad, source_key(touch, click_kind, ad_click.ad) as source_key
from form_source
left join ad_click using (click);

create temp table combination as
with distinct_ones as (
    select source_key, touch, click_kind, ad from session
    union
    select source_key, touch, click_kind, ad from form_touch
), advertised as (
    select distinct ad, platform, campaign_id, campaign_name, campaign_type, network from ad_click
), known as (
    select combination.*, advertised.* exclude (ad), touch.utm_source, touch.utm_medium, touch.utm_campaign,
        case when touch.is_referred then touch.referrer_list end as referrer_list,
        case when touch.is_referred then touch.referrer_source end as referrer_source,
        case when touch.is_referred then touch.referrer_medium end as referrer_medium,
        coalesce(touch.is_referred and touch.is_video, false) as is_video,
        coalesce(click_parameter.is_paid, false) as is_paid_click,
        click_parameter.source as click_source, click_parameter.medium as click_medium,
        case when combination.ad is null and touch.is_campaign_known
            and (not coalesce(click_parameter.is_paid, false) or click_parameter.platform = 'google_ads')
            then touch.gad_campaign end as named_campaign
    from distinct_ones as combination
    left join advertised on combination.ad = advertised.ad
    left join touch on combination.touch = touch.touch
    left join click_parameter on combination.click_kind = click_parameter.click_kind
), weighed as (
    select *, case
        when platform is not null then 'click'
        when named_campaign is not null then 'campaign'
        when is_paid_click and coalesce(utm_medium, 'organic') = 'organic'
            and (utm_medium is not null or utm_source is null) then 'unresolved'
        when coalesce(utm_source, utm_medium, utm_campaign) is not null then 'utm'
        when referrer_list = 'ai' then 'ai'
        when referrer_source is not null then 'referrer'
        else 'none' end as evidence,
        coalesce(platform, case when named_campaign is not null then 'google_ads' end) as ad_platform
    from known
), ai_name as (
    select lower(unnest([source, host, assistant])) as source from seed('ai_assistants')
), named as (
    select weighed.*, campaign.campaign_name as ad_name, campaign.campaign_type as ad_type,
        coalesce(
            case evidence when 'click' then own.source when 'campaign' then own.source when 'utm' then utm_source end,
            case when is_paid_click and is_video then referrer_source when is_paid_click then click_source end,
            referrer_source, case when evidence = 'none' then '(direct)' else '(not set)' end
        ) as source,
        own.medium as own_medium
    from weighed
    left join campaign on weighed.ad_platform = campaign.platform
        and coalesce(weighed.campaign_id, weighed.named_campaign) = campaign.campaign_id
    left join (
        select platform, arg_min(source, click_kind) as source, arg_min(medium, click_kind) as medium
        from click_parameter group by platform
    ) as own on weighed.ad_platform = own.platform
)
select source_key, source,
    case when evidence in ('click', 'campaign') then own_medium
        when evidence = 'unresolved' then click_medium
        when evidence = 'utm' then coalesce(utm_medium, case when is_paid_click then click_medium end,
            case when source in (from ai_name) then 'ai-assistant' end, '(not set)')
        when evidence = 'none' then '(none)'
        else referrer_medium end as medium,
    case when evidence in ('click', 'campaign') then coalesce(campaign_name, ad_name, campaign_id, named_campaign)
        else utm_campaign end as campaign,
    case when evidence in ('click', 'campaign') then ad_platform end as platform,
    lower(trim(coalesce(campaign_type, ad_type, ''))) as campaign_type,
    lower(trim(coalesce(network, ''))) as network
from named
union all
select hash('email_click', coalesce(trim(campaign), '')), 'email', 'email', any_value(trim(campaign)), null, '', ''
from accepted('email_clicks') group by 1
union all
select hash('call', coalesce(tracking_number, '')), coalesce(any_value(lower(trim(number.source))), any_value(tracking_number), '(not set)'),
    coalesce(any_value(lower(trim(number.medium))), 'phone'), any_value(trim(number.campaign)), null, '', ''
from accepted('calls') as calls left join seed('tracking_numbers') as number on calls.tracking_number = number.number
group by 1;

create table channel as
with rule as (
    select rule_order, channel, coalesce(trim(source_pattern), '') as source_pattern,
        lower(coalesce(trim(source_category), '')) as category, coalesce(trim(medium_pattern), '') as medium_pattern,
        coalesce(trim(campaign_pattern), '') as campaign_pattern
    from seed('channel_rules')
), category as (
    select lower(trim(source)) as source, lower(trim(source_category)) as category from seed('source_categories')
    union select lower(trim(host)), 'review' from seed('review_sites')
), term as (
    select *, lower(trim(coalesce(source, ''))) as s, lower(trim(coalesce(medium, ''))) as m,
        lower(trim(coalesce(campaign, ''))) as c
    from combination
), by_rule as (
    select term.source_key, arg_min(rule.channel, rule.rule_order) as channel
    from term
    inner join rule
        on (rule.source_pattern = '' or regexp_matches(term.s, rule.source_pattern))
        and (rule.medium_pattern = '' or regexp_matches(term.m, rule.medium_pattern))
        and (rule.campaign_pattern = '' or regexp_matches(term.c, rule.campaign_pattern))
        and (rule.category = '' or exists (
            select 1 from category where category.source = term.s and category.category = rule.category))
    group by term.source_key
), by_network as (
    select term.source_key, arg_min(network.channel, network.rule_order) as channel
    from term
    inner join seed('ad_network_channels') as network
        on term.platform = network.platform
        and lower(trim(coalesce(network.campaign_type, ''))) in ('', term.campaign_type)
        and lower(trim(coalesce(network.network, ''))) in ('', term.network)
    group by term.source_key
), by_number as (
    select lower(trim(source)) as s, lower(trim(medium)) as m, lower(trim(campaign)) as c, min(channel) as channel
    from seed('tracking_numbers') where channel <> '' group by all
), named as (
    select term.source_key, term.source, term.medium, term.campaign,
        coalesce(by_network.channel, by_number.channel, by_rule.channel, 'Unassigned') as channel
    from term
    left join by_network using (source_key)
    left join by_rule using (source_key)
    left join by_number using (s, m, c)
)
select named.*, coalesce(listed.is_paid, false) as is_paid
from named left join seed('channels') as listed using (channel);
