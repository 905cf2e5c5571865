create table marts._meta (run_id text, run_status text, git_sha text, contract_version text,
    as_of timestamp, published_at timestamp, reporting_currency text, currency_exponent integer,
    report_tz text, headline_model text, attribution_models text, lookback_days integer,
    settings_hash text, is_demo boolean, company text);

create table marts.credit_rows as
select credits.*, conversions.conversion_type, conversions.conversion_date,
    touches.* exclude (touchpoint_id), touched_at::date as touch_date
from marts.credits
inner join marts.fct_conversions as conversions using (conversion_id)
inner join marts.touches using (touchpoint_id);

create table marts.fct_attribution_credits as
select attribution_model, conversion_id, touchpoint_id, conversion_type, conversion_type as counts_as, credit,
    minor as attributed_value_reporting_minor
from marts.credit_rows
union all
select attribution_model, conversion_id || '-r', touchpoint_id, 'refund', conversion_type, 0, net - minor
from marts.credit_rows where net <> minor;

create table marts.fct_channel_weights as
with counted as (
    select conversion_type, channel, count(distinct conversion_id) as conversions
    from marts.credit_rows where attribution_model = 'markov' group by all
), fits as (
    select conversion_type, count(distinct conversion_id) as fitted_conversions
    from marts.credit_rows where attribution_model = 'markov' group by all
)
select conversion_type, 'markov' as attribution_model, channel, conversions, fitted_conversions,
    conversions < 20 as is_pooled, fitted_conversions < 150 as is_fallback
from counted inner join fits using (conversion_type);

create table marts.rpt_sources as
with models as (select distinct attribution_model from marts.credits),
credited as (
    select attribution_model, touch_date as report_date, channel, source, medium, platform, campaign,
        ad_group, ad, keyword,
        sum(credit) filter (where conversion_type = 'lead') as leads,
        sum(credit) filter (where conversion_type = 'opportunity') as opportunities,
        sum(credit) filter (where conversion_type = 'sale') as sales,
        sum(net) filter (where conversion_type = 'sale') as value
    from marts.credit_rows group by all
), by_conversion as (
    select attribution_model, conversion_date as report_date, channel, source, medium, platform,
        campaign, ad_group, ad, keyword,
        sum(credit) filter (where conversion_type = 'lead') as leads_by_conversion_date,
        sum(credit) filter (where conversion_type = 'opportunity') as opportunities_by_conversion_date,
        sum(credit) filter (where conversion_type = 'sale') as sales_by_conversion_date,
        sum(net) filter (where conversion_type = 'sale') as value_by_conversion_date,
        sum(minor) filter (where conversion_type = 'sale') as value_by_event_date
    from marts.credit_rows group by all
), refunds as (
    select attribution_model, event_date as report_date, channel, source, medium, platform,
        campaign, ad_group, ad, keyword, sum(net - minor) as value_by_event_date
    from marts.credit_rows
    inner join marts.fct_conversions as refund
        on credit_rows.conversion_id = refund.journey_conversion_id and refund.conversion_type = 'refund'
    group by all
), visited as (
    select attribution_model, touched_at::date as report_date, channel, source, medium, platform, campaign,
        ad_group, ad, keyword, count(*) as visits
    from marts.touches cross join models group by all
), spent as (
    select attribution_model, day as report_date, channel, source, medium, platform, campaign,
        ad_group, ad, keyword, sum(amount) as spend, sum(clicks) as clicks,
        sum(impressions) as impressions
    from marts.spend inner join marts.source_rows using (source_row) cross join models group by all
), unioned as (
    select * from credited
    union all by name select * from by_conversion
    union all by name select * from refunds
    union all by name select * from visited
    union all by name select * from spent
)
select attribution_model, report_date, channel, source, medium, platform, 'account' as account_id,
    campaign as campaign_id, campaign, ad_group, ad, keyword,
    coalesce(sum(visits), 0)::bigint as visits, coalesce(sum(impressions), 0)::bigint as impressions,
    coalesce(sum(clicks), 0)::bigint as clicks, coalesce(sum(spend), 0)::decimal(18, 6) as spend,
    coalesce(sum(leads), 0) as leads, coalesce(sum(opportunities), 0) as opportunities,
    coalesce(sum(sales), 0) as sales, (coalesce(sum(value), 0) / 100)::decimal(18, 3) as value,
    coalesce(sum(leads_by_conversion_date), 0) as leads_by_conversion_date,
    coalesce(sum(opportunities_by_conversion_date), 0) as opportunities_by_conversion_date,
    coalesce(sum(sales_by_conversion_date), 0) as sales_by_conversion_date,
    (coalesce(sum(value_by_conversion_date), 0) / 100)::decimal(18, 3) as value_by_conversion_date,
    (coalesce(sum(value_by_event_date), 0) / 100)::decimal(18, 3) as value_by_event_date
from unioned group by all;

create table marts.rpt_content as
with credited as (
    select attribution_model, touch_date as report_date, content, stage as journey_stage,
        sum(credit) filter (where conversion_type = 'lead') as leads,
        sum(credit) filter (where conversion_type = 'sale') as sales,
        sum(net) filter (where conversion_type = 'sale') as value
    from marts.credit_rows group by all
), visited as (
    select attribution_model, touched_at::date as report_date, content, stage as journey_stage,
        count(*) as visits
    from marts.touches cross join (select distinct attribution_model from marts.credits) group by all
)
select attribution_model, report_date, content, journey_stage, sum(visits)::bigint as visits,
    coalesce(sum(leads), 0) as leads, coalesce(sum(sales), 0) as sales,
    (coalesce(sum(value), 0) / 100)::decimal(18, 3) as value
from (from credited union all by name from visited) group by all;

create table marts.rpt_journeys as
select attribution_model, conversion_id, conversion_type, credit_rows.person_id, conversion_at,
    value_reporting as value, position, touchpoints, touchpoint_id, touched_at as touchpoint_at,
    type as touchpoint_type, channel, source, medium, campaign, ad_group, ad, keyword, content,
    stage as journey_stage, position = 2 as is_lead_touch, false as is_opportunity_touch,
    false as is_carried, days as days_to_conversion, credit,
    (minor / 100)::decimal(18, 3) as attributed_value,
    (net / 100)::decimal(18, 3) as attributed_value_net
from marts.credit_rows
inner join marts.fct_conversions using (conversion_id, conversion_type);

create table marts.fct_opportunities as
select 'hubspot' as crm, opportunity_id, true as is_won,
    sum(value_reporting)::decimal(18, 3) as net_reporting
from marts.fct_conversions where conversion_type in ('sale', 'refund') group by all;

create table marts.rpt_journey_stages as
with touched as (
    select *, row_number() over (partition by person_id order by touched_at) as number,
        first_value((channel, campaign, content)) over (partition by person_id order by touched_at) as first_source
    from marts.touches
), reached as (
    select 'awareness' as journey_stage, person_id, 1 as number from marts.touches group by all
    union all
    select distinct unnest(case conversion_type when 'lead' then ['consideration']
        when 'opportunity' then ['decision'] when 'sale' then ['customer'] else [] end), person_id,
        unnest(case when conversion_type in ('lead', 'opportunity', 'sale') then [1] else [] end)
    from marts.fct_conversions
), entered as (
    select journey_stage, channel, campaign, content, count(*) as persons
    from reached inner join touched using (person_id, number) group by all
), by_first as (
    select journey_stage, first_source[1] as channel, first_source[2] as campaign,
        first_source[3] as content, count(*) as persons_by_first_touch
    from reached inner join touched using (person_id, number) group by all
), credited as (
    select stage as journey_stage, channel, campaign, content,
        sum(credit) as conversions, sum(net) / 100 as value
    from marts.credit_rows
    where attribution_model = 'last_non_direct' and conversion_type = 'sale' group by all
), counted as (
    select stage as journey_stage, channel, campaign, content, count(*) as touchpoints
    from marts.touches group by all
)
select journey_stage, channel, campaign, content, coalesce(sum(persons), 0)::bigint as persons,
    coalesce(sum(persons_by_first_touch), 0)::bigint as persons_by_first_touch,
    coalesce(sum(touchpoints), 0)::bigint as touchpoints,
    coalesce(sum(conversions), 0) as conversions, coalesce(sum(value), 0)::decimal(18, 3) as value
from (from entered union all by name from by_first union all by name from credited
    union all by name from counted)
group by all;

create table marts.rpt_paths as
with ordered as (
    select person_id, channel, touched_at,
        lag(channel) over (partition by person_id order by touched_at) as previous from marts.touches
), exposed as (
    select person_id, list(channel order by touched_at) as channels from ordered
    where previous is distinct from channel group by all
), kinds as (select unnest(['lead', 'sale']) as conversion_type),
measured as (
    select kinds.conversion_type, channels, count(*) as journeys, count(conversion_id) as conversions,
        coalesce(sum(value_reporting), 0)::decimal(18, 3) as value
    from exposed cross join kinds
    left join marts.fct_conversions using (person_id, conversion_type) group by all
)
select conversion_type, md5(conversion_type || channels::text) as path_id,
    unnest(range(1, len(channels) + 1))::integer as position, len(channels) as path_length,
    unnest(channels) as channel, journeys, conversions, value
from measured;

create table marts.rpt_time_lag as
select conversion_type,
    case when days < 1 then '0' when days < 2 then '1' when days < 7 then '2-6'
        when days < 14 then '7-13' when days < 30 then '14-29' when days < 60 then '30-59'
        when days < 90 then '60-89' else '90+' end as lag_bucket,
    case when touchpoints < 6 then touchpoints::text when touchpoints < 10 then '6-9' else '10+' end
        as touches_bucket,
    count(*) as conversions, (sum(amount) / 100)::decimal(18, 3) as value
from (
    select conversion_id, conversion_type, max(days) as days, max(touchpoints) as touchpoints,
        sum(minor) as amount
    from marts.credit_rows
    where attribution_model = 'linear' and conversion_type in ('lead', 'sale') group by all
)
group by all;

create table marts.rpt_lifetime_value as
with won as (
    select person_id, date_trunc('month', min(conversion_at))::date as cohort_month
    from marts.fct_conversions where conversion_type = 'sale' group by all
), acquired as (
    select won.*, arg_min(channel, touched_at) as channel
    from won inner join marts.touches using (person_id) group by all
), cohorts as (
    select cohort_month, channel, count(*) as customers from acquired group by all
), spans as (
    select *, unnest(range(0, datediff('month', cohort_month, date '2026-06-30') + 1)) as months_since
    from cohorts
), money as (
    select cohort_month, channel,
        datediff('month', cohort_month, event_date) as months_since, sum(value_reporting) as value,
        count(distinct person_id) filter (where conversion_type = 'sale') as active_customers
    from acquired inner join marts.fct_conversions using (person_id)
    where conversion_type in ('sale', 'refund') group by all
)
select cohort_month, channel, months_since, customers,
    coalesce(active_customers, 0)::bigint as active_customers,
    coalesce(value, 0)::decimal(18, 3) as value,
    (sum(coalesce(value, 0)) over (partition by cohort_month, channel order by months_since))
        ::decimal(18, 3) as cumulative_value
from spans left join money using (cohort_month, channel, months_since);

create table marts.rpt_exports as
select * from (values
    ('google_ads', date '2026-06-27', 'accepted', '', 41, 182340.50),
    ('google_ads', date '2026-06-30', 'accepted', '', 3, 9120.00),
    ('google_ads', date '2026-06-29', 'rejected', 'invalid_click_id', 4, 11240.00),
    ('google_ads', date '2026-06-30', 'pending', 'settling', 2, 8100.00),
    ('google_ads', date '2026-06-20', 'blocked', 'no_click_id', 23, 90410.00),
    ('google_ads', date '2026-06-21', 'blocked', 'no_consent', 11, 30980.00),
    ('google_ads', date '2026-04-21', 'expired', 'out_of_window', 2, 5300.00),
    ('hubspot', date '2026-06-30', 'accepted', '', 184, 0),
    ('hubspot', date '2026-06-30', 'rejected', 'not_found', 1, 0),
    ('hubspot', date '2026-06-30', 'unknown', '', 1, 0)
) as rows(destination, day, state, reason, "rows", value);

create table marts.rpt_reconciliation as
select * from (values
    (date '2026-06-30', 'google_ads', 58, 49, 51, 9, 4, 3, 2, 0),
    (date '2026-06-30', 'linkedin_ads', 12, 8, 9, 4, 1, 2, 1, 0),
    (date '2026-06-30', 'microsoft_ads', 6, 7, 7, -1, 0, 0, -1, 0)
) as rows(day, platform, claimed, ours, crm, gap, gap_duplicate, gap_other_channel, gap_timing,
    gap_unexplained);

create table marts.rpt_data_quality as
with days as (select unnest(range(20)) as back),
checks(check_name, subject, value, threshold, unit, detail) as (values
    ('unmatched_leads', '', 4.2, 10.0, 'percent', 'Leads without any touchpoint.'),
    ('sessions_without_source', '', 13.1, 30.0, 'percent', 'Sessions that nothing but Direct explains.'),
    ('calls_not_matched', '', 27.5, 25.0, 'percent', 'Calls that no visitor lease and no person explains. Check the number pool.'),
    ('spend_without_visits', '', 0.8, 5.0, 'percent', 'Spend of campaigns that no visit names.'),
    ('freshness', 'google_ads', 5.2, 26.0, 'hours', ''),
    ('freshness', 'hubspot', 3.1, 26.0, 'hours', ''),
    ('freshness', 'callrail', 49.0, 26.0, 'hours', 'The last two extracts failed. Run headwater doctor --online.'),
    ('rejected_rows', 'landing', 12, 100.0, 'count', '')
)
select check_name, subject, (date '2026-06-30' - back::integer)::date as day,
    round(value * (1 - 0.02 * (back % 5)), 2)::double as value, threshold::double as threshold,
    case when value <= threshold then 'ok' when check_name = 'freshness' then 'fail' else 'warn' end
        as status,
    unit, detail
from checks cross join days;

drop table marts.touches; drop table marts.credits; drop table marts.credit_rows;
drop table marts.spend; drop table marts.source_rows;
