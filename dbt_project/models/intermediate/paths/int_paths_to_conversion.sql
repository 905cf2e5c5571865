-- One row per conversion type and path that led to such a conversion, with how many journeys took it.
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

journeys as (select * from {{ ref('int_journeys') }}),

path_channels as (select * from {{ ref('int_path_channels') }}),

converted as (
    select
        journeys.conversion_type,
        {{ ordered_list('path_channels.channel_number', 'journey_touchpoints.position') }} as path
    from journey_touchpoints
    inner join journeys on journey_touchpoints.conversion_id = journeys.conversion_id
    inner join path_channels on journey_touchpoints.channel = path_channels.channel
    group by journeys.conversion_type, journeys.conversion_id
),

final as (
    select conversion_type, path, count(*) as conversions
    from converted
    group by conversion_type, path
)

select * from final
