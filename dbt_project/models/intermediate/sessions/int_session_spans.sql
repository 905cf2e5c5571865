-- One row per session by its pages alone: from its first to its last, with the keys of the first evidence in it.
with

marks as (select * from {{ ref('int_session_marks') }}),

campaign_openings as (select * from {{ ref('int_campaign_openings') }}),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

numbered as (
    select
        marks.*,
        sum(
            case when marks.is_opening or marks.is_handover or campaign_openings.event_number is not null then 1 else 0 end
        ) over (
            partition by marks.visitor_id order by marks.event_number rows between unbounded preceding and current row
        ) as session_number
    from marks
    left join campaign_openings
        on marks.visitor_id = campaign_openings.visitor_id
        and marks.event_number = campaign_openings.event_number
),

-- min_by passes over nulls, hence the zeros: a key that is missing in the first evidence must stay missing.
grouped as (
    select
        visitor_id,
        session_number,
        bool_or(is_handover) as is_handover,
        min(event_at) as started_at,
        max(event_at) as last_marked_at,
        min(event_number) as first_number,
        max(event_number) as last_number,
        min(page_view_number - case when is_page_view then 1 else 0 end) as page_views_before,
        max(page_view_number) as page_views_until,
        min_by(previous_at, event_number) as previous_at,
        min_by(event_id, event_number) as first_event_id,
        min_by(page_key, event_number) as page_key,
        min_by(country, event_number) as country,
        nullif(
            min_by(coalesce(query_key, 0), event_number)
                filter (where query_key is not null or referrer_key is not null), 0
        ) as query_key,
        nullif(
            min_by(coalesce(referrer_key, 0), event_number)
                filter (where query_key is not null or referrer_key is not null), 0
        ) as referrer_key
    from numbered
    group by visitor_id, session_number
),

-- What stands before the next session (or handover) belongs to this one, marked or not.
spanned as (
    select
        *,
        coalesce(lead(previous_at) over in_order, last_marked_at) as last_page_at,
        coalesce(lead(first_number) over in_order, last_number + 1) - first_number as page_events,
        coalesce(lead(page_views_before) over in_order, page_views_until) - page_views_before as page_views
    from grouped
    window in_order as (partition by visitor_id order by session_number)
),

final as (
    select
        spanned.visitor_id,
        spanned.session_number,
        coalesce(visitor_persons.person_id, {{ surrogate_key(["'v:'", "spanned.visitor_id"]) }}) as person_id,
        spanned.first_event_id,
        spanned.page_key,
        spanned.query_key,
        spanned.referrer_key,
        spanned.country,
        spanned.page_events,
        spanned.page_views,
        spanned.started_at,
        spanned.last_page_at,
        visitor_persons.valid_from as person_from,
        visitor_persons.valid_to as person_until
    from spanned
    left join visitor_persons
        on spanned.visitor_id = visitor_persons.visitor_id
        and spanned.started_at >= visitor_persons.valid_from
        and spanned.started_at < visitor_persons.valid_to
    where not spanned.is_handover
)

select * from final
