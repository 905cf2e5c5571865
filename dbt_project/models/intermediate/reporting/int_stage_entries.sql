-- One row per person and journey stage after awareness that the person reached, with the touchpoint by which it was.
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

-- The last touch at or before a milestone is the one that led to it. (Windows as in int_person_touches.)
milestone_touches as (
    select
        milestones.person_id,
        milestones.journey_stage,
        touchpoints.touchpoint_id,
        lead(milestones.person_id) over (
            partition by milestones.person_id, milestones.journey_stage
            order by touchpoints.touchpoint_at, touchpoints.source_rank, touchpoints.touchpoint_id
        ) is null as is_last
    from milestones
    left join touchpoints
        on milestones.person_id = touchpoints.person_id
        and milestones.reached_at >= touchpoints.touchpoint_at
    where milestones.person_id is not null
),

-- Retention and advocacy are entered by the first touch of their kind.
later_touches as (
    select
        person_id,
        journey_stage,
        touchpoint_id,
        lag(touchpoint_at) over (
            partition by person_id, journey_stage order by touchpoint_at, source_rank, touchpoint_id
        ) is null as is_first
    from touchpoints
    where journey_stage in ('retention', 'advocacy')
),

final as (
    select person_id, journey_stage, touchpoint_id from later_touches where is_first
    union all
    select person_id, journey_stage, touchpoint_id from milestone_touches where is_last
)

select * from final
