"""A very small company, as the platforms would know it: `vendors.duckdb` for the tests."""

from __future__ import annotations

from pathlib import Path

import duckdb

NOW = "2026-07-01T03:00:00+00:00"
CUSTOMER = "1112223333"

SQL = """
create schema google_ads; create schema hubspot; create schema callrail; create schema intercom;

create table google_ads.customers as
select '1112223333' as customer_id, 'Fernhill' as descriptive_name, 'GBP' as currency_code,
    'Europe/London' as time_zone, true as auto_tagging_enabled;
create table google_ads.campaigns as
from (values ('10', '1112223333', 'Brand', 'ENABLED', 'SEARCH'),
    ('11', '1112223333', 'Everything', 'REMOVED', 'PERFORMANCE_MAX'))
as campaigns (campaign_id, customer_id, name, status, advertising_channel_type);
create table google_ads.ad_groups as
select '20' as ad_group_id, '10' as campaign_id, 'Probes' as name, 'ENABLED' as status;
create table google_ads.ads as
select '30' as ad_id, '20' as ad_group_id, 'Ad one' as name,
    'https://www.fernhill.example/' as final_url, 'ENABLED' as status;
create table google_ads.keywords as
select '40' as criterion_id, '20' as ad_group_id, 'soil probe' as text, 'EXACT' as match_type,
    'ENABLED' as status;
create table google_ads.performance as
with days as (
    select day::date as day
    from generate_series(date '2026-05-01', date '2026-06-30', interval 1 day) as series (day)
),
levels as (
    from (values ('campaign', '10', null, null, null), ('campaign', '11', null, null, null),
        ('ad_group', '10', '20', null, null), ('ad', '10', '20', '30', null),
        ('keyword', '10', '20', null, '40'))
    as levels (level, campaign_id, ad_group_id, ad_id, criterion_id)
)
select day as report_date, level, campaign_id, ad_group_id, ad_id, criterion_id,
    'DESKTOP' as device, 'SEARCH' as ad_network_type, 100::bigint as impressions,
    10::bigint as clicks, 9007199254740993::bigint as cost_micros, 0.1::double as conversions,
    12.34::double as conversions_value
from days, levels;
create table google_ads.clicks as
select 'gclid-' || strftime(day, '%m%d') as gclid, day::date as click_date, '10' as campaign_id,
    '20' as ad_group_id, '30' as ad_id, '40' as criterion_id, 'soil probe' as keyword_text,
    'EXACT' as match_type, 'SEARCH' as ad_network_type, 'HEADLINE' as click_type, 'TOP' as slot,
    1::bigint as page_number, 'DESKTOP' as device
from generate_series(date '2026-03-01', date '2026-06-30', interval 1 day) as days (day);

create table hubspot.contacts as
select n::varchar as id, timestamp '2026-01-01' + to_hours(n::int) as created_at,
    timestamp '2026-02-01' + to_hours(n::int) as updated_at, n = 7 as archived,
    case when n = 7 then timestamp '2026-06-30 12:00:00' end as archived_at,
    'person' || n || '@example.org' as email, '+4420794600' || (10 + n) as phone, 'GB' as country,
    'Company ' || n as company, 'lead' as lifecyclestage, 'NEW' as hs_lead_status,
    'gclid-x' as hs_google_click_id, 'v' || n as headwater_visitor_id,
    'Trade fair' as declared_source,
    '900' as associated_company_id, case when n = 1 then '5;6' end as merged_vids
from generate_series(1, 10) as numbers (n);
create table hubspot.deals as
select (100 + n)::varchar as id, timestamp '2026-03-01' + to_hours(n::int) as created_at,
    timestamp '2026-04-01' + to_hours(n::int) as updated_at, n = 3 as archived,
    'Deal ' || n as dealname, 1000.50::decimal(18, 2) as amount, 'EUR' as deal_currency_code,
    's2' as dealstage, 'p1' as pipeline, timestamp '2026-06-01 10:00:00' as closedate,
    null::varchar as declared_source
from generate_series(1, 4) as numbers (n);
create table hubspot.deal_contacts as
from (values ('101', '1', true), ('101', '2', false), ('102', '3', false))
as deal_contacts (deal_id, contact_id, is_primary);
create table hubspot.pipelines as select 'p1' as pipeline_id, 'Sales' as label;
create table hubspot.pipeline_stages as
from (values ('s1', 'p1', 'New', 0, 0.2, false), ('s2', 'p1', 'Won', 1, 1.0, true))
as stages (stage_id, pipeline_id, label, display_order, probability, is_closed);
create table hubspot.deal_stage_history as
select id as deal_id, 's1' as stage_id, created_at as changed_at from hubspot.deals
union all select id, 's2', updated_at from hubspot.deals;

create table callrail.calls as
select 'CAL' || lpad(n::varchar, 4, '0') as id,
    timestamp '2026-06-20' + to_minutes(n::int * 10) as start_time, 'COM1' as company_id,
    'Europe/London' as company_time_zone, 'TRK1' as tracker_id,
    '+442079460000' as tracking_phone_number, '+442079461' || lpad(n::varchar, 3, '0')
    as customer_phone_number, 'GB' as customer_country, 60 as duration, true as answered,
    'google' as source, 'cpc' as medium, 'Brand' as campaign, 'soil probe' as keywords,
    'https://www.fernhill.example/' as landing_page_url, null::varchar as referring_url,
    'google' as utm_source, 'cpc' as utm_medium, 'Brand' as utm_campaign, null::varchar as utm_term,
    null::varchar as utm_content, 'gclid-0620' as gclid, null::varchar as fbclid,
    null::varchar as msclkid, 'v' || n as visitor_id, null::varchar as lead_status,
    null::decimal(18, 2) as value, true as first_call
from generate_series(1, 600) as numbers (n);

create table intercom.contacts as
select 'c' || n as id, 'chat' || n || '@example.org' as email, null::varchar as phone,
    'u' || n as external_id, 'GB' as country
from generate_series(1, 320) as numbers (n);
create table intercom.conversations as
select n::varchar as id, timestamp '2026-06-01' + to_minutes(n::int) as created_at,
    timestamp '2026-06-02' + to_seconds((n // 10)::int) as updated_at,
    'conversation' as source_type,
    'https://www.fernhill.example/pricing' as source_url, 'c' || n as contact_id,
    'v' || n as visitor_id, true as is_lead
from generate_series(1, 320) as numbers (n);
"""


def build(path: Path, *changes: str) -> Path:
    """Write the company to a new file, then apply `changes` (SQL statements)."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(SQL)
        for change in changes:
            connection.execute(change)
    return path
