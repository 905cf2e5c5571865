-- One row per journey and step of its path: touches in order of time with repeats of one channel collapsed.
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

journey_persons as (select * from {{ ref('int_journey_persons') }}),

journey_owners as (select * from {{ ref('int_journey_owners') }} where record_type = 'person'),

-- A journey that led nowhere: what its owner touched after the last conversion (all of it, if none).
last_conversions as (
    select
        journey_persons.person_id,
        max(case when conversions.conversion_type = 'lead' then conversions.conversion_at end) as last_lead_at,
        max(case when conversions.conversion_type in ('sale', 'order') then conversions.conversion_at end)
            as last_sale_at
    from conversions
    inner join journey_persons on conversions.conversion_id = journey_persons.conversion_id
    group by journey_persons.person_id
),

left_over as (
    select
        touchpoints.*,
        coalesce(journey_owners.journey_owner_id, touchpoints.person_id) as journey_owner_id,
        last_conversions.last_lead_at,
        last_conversions.last_sale_at
    from touchpoints
    left join journey_owners on touchpoints.person_id = journey_owners.record_id
    left join last_conversions on touchpoints.person_id = last_conversions.person_id
),

steps as (
    select
        case when conversions.conversion_type = 'lead' then 'lead' else 'sale' end as conversion_type,
        journey_touchpoints.conversion_id as journey_id,
        true as is_converting,
        conversions.value_reporting as value,
        touchpoints.touchpoint_at, touchpoints.source_rank, touchpoints.touchpoint_id, touchpoints.channel
    from journey_touchpoints
    inner join conversions on journey_touchpoints.conversion_id = conversions.conversion_id
    inner join touchpoints on journey_touchpoints.touchpoint_id = touchpoints.touchpoint_id
    where conversions.conversion_type in ('lead', 'sale', 'order')
    union all
    select
        'lead', journey_owner_id, false, null, touchpoint_at, source_rank, touchpoint_id, channel
    from left_over
    where last_lead_at is null or touchpoint_at > last_lead_at
    union all
    select
        'sale', journey_owner_id, false, null, touchpoint_at, source_rank, touchpoint_id, channel
    from left_over
    where last_sale_at is null or touchpoint_at > last_sale_at
),

-- A journey without a conversion also ends where more than the lookback passes without a touch.
gaps as (
    select
        steps.*,
        lag(channel) over (
            partition by conversion_type, journey_id, is_converting order by touchpoint_at, source_rank, touchpoint_id
        ) as previous_channel,
        lag(touchpoint_at) over (
            partition by conversion_type, journey_id, is_converting order by touchpoint_at, source_rank, touchpoint_id
        ) as previous_at
    from steps
),

numbered as (
    select
        gaps.*,
        sum(case
            when not is_converting
                and {{ seconds_between('previous_at', 'touchpoint_at') }} > {{ var('lookback_days') * 86400 }} then 1
            else 0
        end) over (
            partition by conversion_type, journey_id, is_converting order by touchpoint_at, source_rank, touchpoint_id
        ) as part_number
    from gaps
),

collapsed as (
    select
        numbered.*,
        lag(part_number) over (
            partition by conversion_type, journey_id, is_converting order by touchpoint_at, source_rank, touchpoint_id
        ) as previous_part
    from numbered
),

final as (
    select
        conversion_type,
        journey_id || '|' || cast(part_number as {{ dbt.type_string() }}) as journey_id,
        is_converting,
        value,
        channel,
        row_number() over (
            partition by conversion_type, journey_id, is_converting, part_number
            order by touchpoint_at, source_rank, touchpoint_id
        ) as position
    from collapsed
    where previous_channel is null or previous_channel <> channel or previous_part <> part_number
)

select * from final
