-- One row per touchpoint with the stage of its person's way: the first of the ordered stage rules that fits.
with

touchpoints as (select * from {{ ref('int_touchpoints') }}),

originals as (select * from {{ ref('int_original_conversions') }}),

events as (select * from {{ ref('int_events') }}),

advocacy_events as (select * from {{ ref('advocacy_events') }}),

rules as (select * from {{ ref('journey_stage_rules') }}),

-- Sales that were taken back made nobody a customer.
milestones as (
    select
        person_id,
        min(case when conversion_type = 'lead' then conversion_at end) as lead_at,
        min(case when conversion_type = 'opportunity' then conversion_at end) as opportunity_at,
        min(case when conversion_type in ('sale', 'order') and voided_at is null then conversion_at end) as won_at
    from originals
    group by person_id
),

advocated as (
    select distinct touchpoints.touchpoint_id
    from events
    inner join advocacy_events on events.event_type = advocacy_events.event_type
    inner join touchpoints
        on events.visitor_id = touchpoints.visitor_id
        and events.event_at >= touchpoints.touchpoint_at
        and events.event_at <= touchpoints.ended_at
),

-- Lead and opportunity count if reached by the end of a touchpoint, a win only if the touchpoint starts after it.
placed as (
    select
        touchpoints.touchpoint_id,
        touchpoints.channel,
        touchpoints.content,
        advocated.touchpoint_id is not null as is_advocacy,
        case
            when touchpoints.touchpoint_at > milestones.won_at then 'won'
            when touchpoints.ended_at >= milestones.opportunity_at then 'opportunity'
            when touchpoints.ended_at >= milestones.lead_at then 'lead'
            else 'none'
        end as reached
    from touchpoints
    left join milestones on touchpoints.person_id = milestones.person_id
    left join advocated on touchpoints.touchpoint_id = advocated.touchpoint_id
),

-- The rules are matched on what differs, not on every touchpoint.
cases as (
    select distinct channel, content, is_advocacy, reached from placed
),

ranked as (
    select
        cases.*,
        rules.journey_stage,
        row_number() over (
            partition by cases.channel, cases.content, cases.is_advocacy, cases.reached order by rules.rule_order
        ) as rule_rank
    from cases
    inner join rules
        on (rules.reached is null or rules.reached = cases.reached)
        and (rules.is_advocacy is null or rules.is_advocacy = cases.is_advocacy)
        and (rules.channel is null or lower(rules.channel) = lower(cases.channel))
        and (
            rules.landing_page_pattern is null
            or {{ regex_matches('cases.content', 'rules.landing_page_pattern') }}
        )
),

final as (
    select placed.touchpoint_id, coalesce(ranked.journey_stage, 'awareness') as journey_stage
    from placed
    left join ranked
        on placed.channel = ranked.channel
        and placed.content = ranked.content
        and placed.is_advocacy = ranked.is_advocacy
        and placed.reached = ranked.reached
        and ranked.rule_rank = 1
)

select * from final
