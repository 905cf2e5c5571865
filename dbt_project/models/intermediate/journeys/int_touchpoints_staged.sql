-- One row per touchpoint with the stage of its person's way.
{{ config(materialized='view') }}
with

touchpoints as (select * from {{ ref('int_touchpoints') }}),

milestones as (select * from {{ ref('int_person_milestones') }}),

advocacy_touchpoints as (select * from {{ ref('int_advocacy_touchpoints') }}),

stage_cases as (select * from {{ ref('int_stage_cases') }}),

-- Lead and opportunity count if reached by the end of a touchpoint, a win only if the touchpoint starts after it.
placed as (
    select
        touchpoints.*,
        advocacy_touchpoints.touchpoint_id is not null as is_advocacy,
        case
            when touchpoints.touchpoint_at > milestones.won_at then 'won'
            when touchpoints.ended_at >= milestones.opportunity_at then 'opportunity'
            when touchpoints.ended_at >= milestones.lead_at then 'lead'
            else 'none'
        end as reached
    from touchpoints
    left join milestones on touchpoints.person_id = milestones.person_id
    left join advocacy_touchpoints on touchpoints.touchpoint_id = advocacy_touchpoints.touchpoint_id
),

final as (
    select
        placed.*,
        coalesce(page_cases.journey_stage, stage_cases.journey_stage, 'awareness') as journey_stage
    from placed
    left join stage_cases
        on placed.reached = stage_cases.reached
        and placed.is_advocacy = stage_cases.is_advocacy
        and placed.channel = stage_cases.channel
        and stage_cases.content is null
    left join stage_cases as page_cases
        on placed.reached = page_cases.reached
        and placed.is_advocacy = page_cases.is_advocacy
        and placed.channel = page_cases.channel
        and placed.content = page_cases.content
)

select * from final
