-- One row per event that can open a session or carry it on, and one per moment at which a cookie changes hands.
{{ config(materialized='view') }}
with

events as (
    select * from {{ ref('int_events') }}
    where is_page and event_type not in ('order', 'identify')
),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

tagged_queries as (select * from {{ ref('int_tagged_queries') }}),

referrer_sources as (
    select * from {{ ref('int_referrer_sources') }}
    where referrer_list <> 'ignored'
),

pages as (select * from {{ ref('int_pages') }}),

-- A referrer of the page's own domain is no evidence.
evidenced as (
    select
        events.visitor_id,
        events.event_at,
        events.event_id,
        events.event_type = 'page_view' as is_page_view,
        false as is_handover,
        events.page_key,
        case when tagged_queries.is_evidence then events.query_key end as query_key,
        case when pages.registrable_domain <> referrer_sources.registrable_domain then events.referrer_key end as referrer_key,
        events.country,
        tagged_queries.click_code,
        tagged_queries.tags_code
    from events
    left join tagged_queries on events.query_key = tagged_queries.query_key
    left join referrer_sources on events.referrer_key = referrer_sources.referrer_key
    left join pages
        on case when referrer_sources.referrer_key is not null then events.page_key end = pages.page_key
),

-- The first stretch of a cookie is no handover.
handovers as (
    select
        visitor_id, valid_from as event_at, '' as event_id, false as is_page_view, true as is_handover,
        null as page_key, null as query_key, null as referrer_key, null as country,
        null as click_code, null as tags_code
    from visitor_persons
    where segment_number > 1
),

final as (
    select * from evidenced
    union all
    select * from handovers
)

select * from final
