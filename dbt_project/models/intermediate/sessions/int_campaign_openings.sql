-- One row per event that opens a session because its campaign is another than that session's, within 30 minutes.
-- What counts is the session's first event, so the rule is a fold over the stretch between two pauses, not a look back.
with

marks as (select * from {{ ref('int_session_marks') }}),

stretched as (
    select
        visitor_id,
        event_number,
        is_opening,
        click_code,
        tags_code,
        lead(is_opening) over (partition by visitor_id order by event_number) as is_alone,
        sum(case when is_opening then 1 else 0 end) over (
            partition by visitor_id order by event_number rows between unbounded preceding and current row
        ) as stretch_number
    from marks
    where is_opening or click_code is not null or tags_code is not null
),

-- Nearly every stretch carries its one campaign at the start, or none: nothing to fold there.
folded as (
    select
        visitor_id,
        stretch_number,
        {{ campaign_openings('event_number', 'click_code', 'tags_code') }} as openings
    from stretched
    where not is_opening or not coalesce(is_alone, true)
    group by visitor_id, stretch_number
),

final as (
    select visitor_id, {{ list_to_rows('openings') }} as event_number
    from folded
)

select * from final
