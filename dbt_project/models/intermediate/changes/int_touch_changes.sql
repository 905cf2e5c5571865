-- One row per journey of changed credit and touchpoint that it has or had as last published, and how that differs.
with

differences as (select distinct conversion_id from {{ ref('int_credit_differences') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

affected as (
    select distinct conversions.journey_conversion_id as conversion_id
    from differences
    inner join conversions on differences.conversion_id = conversions.conversion_id
),

journeys as (
    select marks.*
    from {{ ref('int_journey_marks') }} as marks
    inner join affected on marks.conversion_id = affected.conversion_id
),

old_journeys as (
    select marks.*
    from {{ ref('stg_history__journeys') }} as marks
    inner join affected on marks.conversion_id = affected.conversion_id
),

old_conversions as (select * from {{ ref('stg_history__conversions') }}),

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

old_touchpoints as (select * from {{ ref('stg_history__touchpoints') }}),

compared as (
    select
        coalesce(journeys.conversion_id, old_journeys.conversion_id) as conversion_id,
        coalesce(journeys.touchpoint_id, old_journeys.touchpoint_id) as touchpoint_id,
        journeys.conversion_id is null as is_out,
        old_journeys.conversion_id is null as is_added,
        coalesce(journeys.milestones <> old_journeys.milestones, false) as is_marked_anew
    from journeys
    full outer join old_journeys
        on journeys.conversion_id = old_journeys.conversion_id
        and journeys.touchpoint_id = old_journeys.touchpoint_id
),

final as (
    select
        compared.conversion_id,
        compared.touchpoint_id,
        conversions.person_id,
        old_touchpoints.touchpoint_at as old_touchpoint_at,
        compared.is_out or compared.is_added or compared.is_marked_anew as is_cut_anew,
        compared.is_added and old_touchpoints.touchpoint_id is null as is_new,
        compared.is_out and touchpoints.touchpoint_id is null as is_gone,
        coalesce(
            touchpoints.channel <> old_touchpoints.channel or touchpoints.evidence <> old_touchpoints.evidence
            or touchpoints.touchpoint_at <> old_touchpoints.touchpoint_at,
            false
        ) as is_sourced_anew,
        (compared.is_added and coalesce(old_touchpoints.person_id <> old_conversions.person_id, false))
        or (compared.is_out and coalesce(touchpoints.person_id <> conversions.person_id, false)) as is_of_another
    from compared
    inner join conversions on compared.conversion_id = conversions.conversion_id
    inner join old_conversions on compared.conversion_id = old_conversions.conversion_id
    left join touchpoints on compared.touchpoint_id = touchpoints.touchpoint_id
    left join old_touchpoints on compared.touchpoint_id = old_touchpoints.touchpoint_id
)

select * from final
