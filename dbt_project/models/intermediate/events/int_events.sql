-- One row per event of a visitor that may count in a session.
with

events as (select * from {{ ref('int_events_judged') }}),

final as (
    select
        event_id,
        visitor_id,
        event_at,
        event_type,
        page is not null as is_page,
        case when page is not null then {{ row_key('page') }} end as page_key,
        case when marketing_query <> '' then {{ row_key('marketing_query') }} end as query_key,
        -- A page that follows another of the same host came from nowhere else.
        case
            when referrer is not null and split_part(referrer, '/', 3) <> coalesce(split_part(page, '/', 3), '')
                then {{ row_key('referrer') }}
        end as referrer_key,
        country
    from events
    where exclusion_reason is null
)

select * from final
