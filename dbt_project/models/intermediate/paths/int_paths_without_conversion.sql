-- One row per kind of conversion and path that led to none of them, with how many journeys took it.
-- Such a journey is what its owner touched after the last conversion of the kind, cut where the lookback passes without
-- a touch. Who never converted at all has the same journeys under every kind; they stand here once, as 'any'.
with

touchpoints as (select * from {{ ref('int_touchpoints') }}),

path_channels as (select * from {{ ref('int_path_channels') }}),

journey_owners as (select * from {{ ref('int_journey_owners') }} where record_type = 'person'),

histories as (select * from {{ ref('int_conversion_histories') }}),

kinds as (select distinct kind_number, kind from histories),

steps as (
    select
        {{ row_key('coalesce(journey_owners.journey_owner_id, touchpoints.person_id)') }} as owner_key,
        coalesce(histories.kind_number, 0) as kind_number,
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

-- The one sort by time and id: what follows sorts small numbers.
placed as (
    select
        *,
        row_number() over (
            partition by kind_number, owner_key order by touchpoint_at, source_rank, touchpoint_id
        ) as place,
        lag(touchpoint_at) over (
            partition by kind_number, owner_key order by touchpoint_at, source_rank, touchpoint_id
        ) as previous_at
    from steps
),

opened as (
    select
        kind_number,
        owner_key,
        place,
        channel_number,
        max(
            case
                when {{ seconds_between('previous_at', 'touchpoint_at') }} > {{ var('lookback_days') * 86400 }}
                    then place
                else 1
            end
        ) over (partition by kind_number, owner_key order by place) as first_place
    from placed
),

-- Journeys on the same path have the same sum of keys, so that a path is put in order once and not for each of them.
paths as (
    select kind_number, path_key, any_value(steps) as steps, count(*) as journeys
    from (
        select
            kind_number,
            {{ gathered('(place - first_place) * 1000 + channel_number') }} as steps,
            sum(cast({{ row_key('(place - first_place) * 1000 + channel_number') }} as decimal(20, 0))) as path_key
        from opened
        group by kind_number, owner_key, first_place
    ) as journeys
    group by kind_number, path_key
),

unfolded as (select kind_number, path_key, journeys, {{ list_to_rows('steps') }} as step from paths),

final as (
    select
        coalesce(kinds.kind, 'any') as conversion_type,
        {{ ordered_list('cast(unfolded.step % 1000 as integer)', 'unfolded.step') }} as path,
        unfolded.journeys
    from unfolded
    left join kinds on unfolded.kind_number = kinds.kind_number
    group by kinds.kind, unfolded.path_key, unfolded.journeys
)

select * from final
