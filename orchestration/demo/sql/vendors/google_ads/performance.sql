-- One row per day, level, its ids, device and network. Finer levels lack what the platform
-- does not break down: performance max has no ad group, dynamic ads no keyword.
with claimed as (
    select
        click_date as report_date,
        placement_number,
        device,
        count(*)::double as conversions,
        sum(claims.amount * if(claims.currency = 'EUR', 0.86, 1))::double as conversions_value
    from claims
    inner join ad_clicks using (visit_number)
    where claims.platform = 'google_ads'
    group by all
),

measured as (
    select
        ad_days.*,
        placements.* exclude (placement_number),
        coalesce(conversions, 0) as conversions,
        coalesce(conversions_value, 0) as conversions_value
    from ad_days
    inner join placements using (placement_number)
    left join claimed using (report_date, placement_number, device)
    where platform = 'google_ads'
),

levelled as (
    select *, 'campaign' as level, null as group_key, null as ad_key, null as keyword_key
    from measured
    union all
    select *, 'ad_group', ad_group_id, null, null
    from measured where ad_group_id is not null
    union all
    select *, 'ad', ad_group_id, ad_id, null
    from measured where ad_id is not null
    union all
    select *, 'keyword', ad_group_id, null, criterion_id
    from measured where criterion_id is not null
)

select
    report_date,
    level,
    campaign_id,
    group_key as ad_group_id,
    ad_key as ad_id,
    keyword_key as criterion_id,
    device,
    network as ad_network_type,
    sum(impressions)::bigint as impressions,
    sum(clicks)::bigint as clicks,
    sum(cost_micros)::bigint as cost_micros,
    sum(conversions) as conversions,
    round(sum(conversions_value), 2) as conversions_value
from levelled
group by all
order by all
