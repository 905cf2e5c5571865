-- One row per conversion type and path that led to no such conversion, with how many journeys took it.
-- Such a journey is what its owner touched after the last conversion of the type, cut where the lookback passes without
-- a touch. Who never converted at all has the same journeys under every type; they stand here once, as type 'any'.
with

touchpoints as (select * from {{ ref('int_touchpoints') }}),

path_channels as (select * from {{ ref('int_path_channels') }}),

originals as (select * from {{ ref('int_original_conversions') }} where conversion_type <> 'repeat_inquiry'),

journey_persons as (select * from {{ ref('int_journey_persons') }}),

journey_owners as (select * from {{ ref('int_journey_owners') }} where record_type = 'person'),

conversion_types as (select distinct conversion_type from originals),

converted_persons as (select distinct person_id from journey_persons),

last_conversions as (
    select journey_persons.person_id, originals.conversion_type, max(originals.conversion_at) as last_conversion_at
    from originals
    inner join journey_persons on originals.conversion_id = journey_persons.conversion_id
    group by journey_persons.person_id, originals.conversion_type
),

histories as (
    select converted_persons.person_id, conversion_types.conversion_type, last_conversions.last_conversion_at
    from converted_persons
    cross join conversion_types
    left join last_conversions
        on converted_persons.person_id = last_conversions.person_id
        and conversion_types.conversion_type = last_conversions.conversion_type
),

steps as (
    select
        coalesce(histories.conversion_type, 'any') as conversion_type,
        {{ row_key('coalesce(journey_owners.journey_owner_id, touchpoints.person_id)') }} as owner_key,
        path_channels.channel_number,
        touchpoints.touchpoint_at,
        touchpoints.source_rank,
        touchpoints.touchpoint_id
    from touchpoints
    inner join path_channels on touchpoints.channel = path_channels.channel
    left join journey_owners on touchpoints.person_id = journey_owners.record_id
    left join histories on touchpoints.person_id = histories.person_id
    where histories.last_conversion_at is null or touchpoints.touchpoint_at > histories.last_conversion_at
),

gaps as (
    select
        *,
        lag(touchpoint_at) over (
            partition by conversion_type, owner_key order by touchpoint_at, source_rank, touchpoint_id
        ) as previous_at
    from steps
),

parts as (
    select
        *,
        sum(
            case
                when {{ seconds_between('previous_at', 'touchpoint_at') }} > {{ var('lookback_days') * 86400 }} then 1
                else 0
            end
        ) over (
            partition by conversion_type, owner_key order by touchpoint_at, source_rank, touchpoint_id
        ) as part_number
    from gaps
),

journeys as (
    select
        conversion_type,
        {{ ordered_list('channel_number', 'touchpoint_at, source_rank, touchpoint_id') }} as path
    from parts
    group by conversion_type, owner_key, part_number
),

final as (
    select conversion_type, path, count(*) as journeys
    from journeys
    group by conversion_type, path
)

select * from final
