-- One row per conversion type and channel in its paths, with the number under which the fit knows it.
-- Channels in too few converting journeys are fitted as one, number 999: alone their effect would be noise.
with

paths as (select * from {{ ref('int_paths') }}),

path_channels as (select * from {{ ref('int_path_channels') }}),

steps as (
    select conversion_type, path, journeys, conversions, {{ list_to_rows('path') }} as step
    from paths
),

-- A path counts once for each channel in it.
members as (
    select distinct conversion_type, path, journeys, conversions, step % 1000 as channel_number
    from steps
),

counted as (
    select
        conversion_type,
        channel_number,
        count(*) as paths,
        cast(sum(journeys) as {{ dbt.type_bigint() }}) as journeys,
        cast(sum(conversions) as {{ dbt.type_bigint() }}) as conversions
    from members
    group by conversion_type, channel_number
),

final as (
    select
        counted.conversion_type,
        path_channels.channel,
        counted.channel_number,
        case
            when counted.conversions < {{ var('data_driven_min_channel_conversions') }} then 999
            else counted.channel_number
        end as fitted_number,
        counted.paths,
        counted.journeys,
        counted.conversions,
        counted.conversions < {{ var('data_driven_min_channel_conversions') }} as is_pooled
    from counted
    inner join path_channels on counted.channel_number = path_channels.channel_number
)

select * from final
