-- One row per day, level and ids as the landing table takes them.
create or replace view landed_ad_days as
with measured as (
    select *
    from ad_days
    inner join placements using (placement_number)
),

levelled as (
    select *, 'campaign' as report_level, false as has_group, false as has_ad, false as has_keyword
    from measured
    union all
    select *, 'ad_group', true, false, false from measured where ad_group_id is not null
    union all
    select *, 'ad', true, true, false from measured where ad_id is not null
    union all
    select *, 'keyword', true, false, true from measured where criterion_id is not null
)

select
    platform,
    account_id,
    report_date,
    report_level,
    campaign_id,
    campaign_name,
    campaign_type,
    if(has_group, ad_group_id, null) as ad_group_id,
    if(has_group, ad_group_name, null) as ad_group_name,
    if(has_ad, ad_id, null) as ad_id,
    if(has_ad, ad_name, null) as ad_name,
    if(has_keyword, criterion_id, null) as keyword_id,
    if(has_keyword, keyword, null) as keyword,
    if(has_keyword, match_type, null) as match_type,
    device,
    network,
    sum(clicks)::bigint as clicks,
    sum(impressions)::bigint as impressions,
    (sum(cost_micros) / 1000000)::decimal(18, 6) as spend,
    currency,
    time_zone as account_time_zone
from levelled
group by all;

-- One row per click id as the landing table takes them.
create or replace view landed_ad_clicks as
select
    platform,
    click_id,
    click_date as clicked_on,
    account_id,
    campaign_id,
    campaign_name,
    campaign_type,
    ad_group_id,
    ad_group_name,
    ad_id,
    ad_name,
    keyword,
    match_type,
    network
from ad_clicks
where click_parameter in ('gclid', 'msclkid');
