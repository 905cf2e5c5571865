-- One row per journey to a conversion with its path: the channels of its touches in order of time, as small numbers.
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

journeys as (select * from {{ ref('int_journeys') }}),

path_channels as (select * from {{ ref('int_path_channels') }}),

final as (
    select
        journeys.conversion_id,
        journeys.conversion_type,
        {{ ordered_list('path_channels.channel_number', 'journey_touchpoints.position') }} as path
    from journey_touchpoints
    inner join journeys on journey_touchpoints.conversion_id = journeys.conversion_id
    inner join path_channels on journey_touchpoints.channel = path_channels.channel
    group by journeys.conversion_id, journeys.conversion_type
)

select * from final
