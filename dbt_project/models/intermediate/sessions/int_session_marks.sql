-- One row per event that opens, explains or ends a session, with the keys of what is evidence in it, and no others.
with

candidates as (select * from {{ ref('int_session_candidates') }}),

tagged_queries as (
    select * from {{ ref('int_tagged_queries') }}
    where is_evidence
),

referrer_sources as (
    select * from {{ ref('int_referrer_sources') }}
    where referrer_list <> 'ignored'
),

pages as (select * from {{ ref('int_pages') }}),

-- A referrer of the page's own domain is no evidence.
marked as (
    select
        candidates.visitor_id,
        candidates.event_at,
        candidates.event_id,
        candidates.event_number,
        candidates.page_view_number,
        candidates.previous_at,
        candidates.is_page_view,
        candidates.is_opening,
        candidates.is_handover,
        candidates.is_last,
        candidates.page_key,
        candidates.country,
        tagged_queries.query_key,
        case
            when pages.registrable_domain <> referrer_sources.registrable_domain then candidates.referrer_key
        end as referrer_key
    from candidates
    left join tagged_queries on candidates.query_key = tagged_queries.query_key
    left join referrer_sources on candidates.referrer_key = referrer_sources.referrer_key
    left join pages on candidates.page_key = pages.page_key
),

final as (
    select *
    from marked
    where is_opening or is_handover or is_last or query_key is not null or referrer_key is not null
)

select * from final
