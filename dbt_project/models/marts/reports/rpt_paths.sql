-- One row per conversion type, path and position in it, with how many journeys took the path and what came of them.
with

paths as (select * from {{ ref('int_path_counts') }}),

path_channels as (select * from {{ ref('int_path_channels') }}),

numbered as (
    select *, row_number() over (order by conversion_type, path) as path_number
    from paths
),

places as (
    select
        *,
        {{ list_to_rows(list_of_numbers(1, list_length('path'))) }} as position
    from numbered
),

steps as (
    select
        places.*,
        path_channels.channel
    from places
    inner join path_channels on {{ list_item('places.path', 'places.position') }} = path_channels.channel_number
),

names as (
    select path_number, {{ path_hash('position', 'channel') }} as path_id
    from steps
    group by path_number
),

final as (
    select
        {{ surrogate_key(['steps.conversion_type', 'names.path_id', 'steps.position']) }} as path_row_id,
        steps.conversion_type,
        names.path_id,
        cast(steps.position as bigint) as position,
        cast({{ list_length('steps.path') }} as bigint) as path_length,
        steps.channel,
        cast(steps.journeys as bigint) as journeys,
        cast(steps.conversions as bigint) as conversions,
        cast(steps.value as decimal(18, 3)) as value
    from steps
    inner join names on steps.path_number = names.path_number
)

select * from final
