-- One row per conversion whose journey has no touchpoint, with what the CRM declares of its source.
with

journeys as (select * from {{ ref('int_journeys') }}),

journey_touchpoints as (select distinct conversion_id from {{ ref('int_journey_touchpoints') }}),

conversions as (select * from {{ ref('int_conversions') }}),

declared_sources as (select * from {{ ref('declared_sources') }}),

final as (
    select
        journeys.conversion_id,
        '(none)' as touchpoint_id,
        conversions.declared_source,
        coalesce(declared_sources.channel, 'Unattributed') as channel,
        case when declared_sources.channel is not null then 'declared' else 'unattributed' end as credit_kind
    from journeys
    inner join conversions on journeys.conversion_id = conversions.conversion_id
    left join journey_touchpoints on journeys.conversion_id = journey_touchpoints.conversion_id
    left join declared_sources
        on lower(trim(conversions.declared_source)) = lower(trim(declared_sources.declared_source))
    where journey_touchpoints.conversion_id is null
)

select * from final
