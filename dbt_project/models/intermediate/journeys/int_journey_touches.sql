-- One row per journey and touchpoint that may earn credit in it, not yet in order.
with

journeys as (select * from {{ ref('int_journeys') }}),

journey_persons as (select * from {{ ref('int_journey_persons') }}),

touchpoints as (select * from {{ ref('int_touchpoints') }}),

-- From the start of the cycle before: those touches count only where the cycle itself has none.
candidates as (
    select
        journeys.conversion_id,
        touchpoints.touchpoint_id,
        touchpoints.touchpoint_at,
        touchpoints.source_rank,
        touchpoints.channel,
        touchpoints.content,
        touchpoints.is_direct,
        touchpoints.is_paid,
        coalesce(touchpoints.touchpoint_at <= journeys.lead_at, false) as is_by_lead,
        coalesce(touchpoints.touchpoint_at <= journeys.opportunity_at, false) as is_by_opportunity,
        coalesce(touchpoints.touchpoint_at <= journeys.close_at, false) as is_by_close,
        coalesce(touchpoints.touchpoint_at <= journeys.cycle_started_after, false) as is_carried,
        {{ seconds_between('touchpoints.touchpoint_at', 'journeys.conversion_at') }} / 86400.0 as days_to_conversion
    from journeys
    inner join journey_persons on journeys.conversion_id = journey_persons.conversion_id
    inner join touchpoints
        on journey_persons.person_id = touchpoints.person_id
        and journeys.conversion_at >= touchpoints.touchpoint_at
        and journeys.lookback_from <= touchpoints.touchpoint_at
    where journeys.cycle_started_after is null
        or touchpoints.touchpoint_at > journeys.cycle_started_after
        or journeys.previous_cycle_started_after is null
        or touchpoints.touchpoint_at > journeys.previous_cycle_started_after
),

weighed as (
    select
        *,
        min(case when is_carried then 1 else 0 end) over (partition by conversion_id) as only_carried
    from candidates
),

final as (
    select
        conversion_id,
        touchpoint_id,
        source_rank,
        channel,
        content,
        is_direct,
        is_paid,
        is_by_lead,
        is_by_opportunity,
        is_by_close,
        is_carried,
        days_to_conversion,
        touchpoint_at
    from weighed
    where not is_carried or only_carried = 1
)

select * from final
