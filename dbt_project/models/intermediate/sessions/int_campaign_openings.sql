-- One row per event that opens a session because its campaign is another than that session's, within 30 minutes.
-- What counts is the session's first event, so the rule is a fold over the stretch between two pauses, not a look back.
with

marks as (select * from {{ ref('int_session_marks') }}),

tagged_queries as (select * from {{ ref('int_tagged_queries') }}),

coded as (
    select
        marks.visitor_id,
        marks.event_number,
        marks.is_opening,
        tagged_queries.click_code,
        tagged_queries.tags_code
    from marks
    left join tagged_queries on marks.query_key = tagged_queries.query_key
    where marks.is_opening or marks.query_key is not null
),

stretched as (
    select
        visitor_id,
        event_number,
        is_opening,
        click_code,
        tags_code,
        lead(is_opening) over (partition by visitor_id order by event_number) as is_alone_in_stretch,
        sum(case when is_opening then 1 else 0 end) over (
            partition by visitor_id order by event_number rows between unbounded preceding and current row
        ) as stretch_number
    from coded
    where is_opening or click_code is not null or tags_code is not null
),

-- Nearly every stretch carries its one campaign at the start, or none: nothing to fold there.
folded as (
    select
        visitor_id,
        stretch_number,
        {{ campaign_openings('event_number', 'click_code', 'tags_code') }} as openings
    from stretched
    where not is_opening or not coalesce(is_alone_in_stretch, true)
    group by visitor_id, stretch_number
),

final as (
    select visitor_id, {{ list_to_rows('openings') }} as event_number
    from folded
)

select * from final
