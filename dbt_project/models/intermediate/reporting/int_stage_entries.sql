-- One row per person and journey stage that the person reached, with the touchpoint by which it was reached.
{% set in_order = record(['touchpoint_at', 'source_rank', 'touchpoint_id']) %}
with

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

milestones as (
    select person_id, 'consideration' as journey_stage, min(conversion_at) as reached_at
    from conversions
    where conversion_type = 'lead'
    group by person_id
    union all
    select person_id, 'decision', min(conversion_at)
    from conversions
    where conversion_type = 'opportunity'
    group by person_id
    union all
    select person_id, 'customer', min(conversion_at)
    from conversions
    where conversion_type in ('sale', 'order')
    group by person_id
),

-- The last touch at or before a milestone is the one that led to it.
milestone_touches as (
    select
        milestones.person_id,
        milestones.journey_stage,
        touchpoints.touchpoint_id,
        row_number() over (
            partition by milestones.person_id, milestones.journey_stage
            order by touchpoints.touchpoint_at desc, touchpoints.source_rank desc, touchpoints.touchpoint_id desc
        ) as touch_rank
    from milestones
    left join touchpoints
        on milestones.person_id = touchpoints.person_id
        and milestones.reached_at >= touchpoints.touchpoint_at
    where milestones.person_id is not null
),

-- Awareness, retention and advocacy are entered by the first touch of their kind.
first_touches as (
    select person_id, 'awareness' as journey_stage, min_by(touchpoint_id, {{ in_order }}) as touchpoint_id
    from touchpoints
    group by person_id
    union all
    select person_id, journey_stage, min_by(touchpoint_id, {{ in_order }})
    from touchpoints
    where journey_stage in ('retention', 'advocacy')
    group by person_id, journey_stage
),

final as (
    select person_id, journey_stage, touchpoint_id from first_touches
    union all
    select person_id, journey_stage, touchpoint_id from milestone_touches where touch_rank = 1
)

select * from final
