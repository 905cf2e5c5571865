-- One row per conversion type (lead or sale, orders among the sales) and path without repeats side by side, with how
-- many journeys took it and what came of them.
with

without_conversion as (select * from {{ ref('int_paths_without_conversion') }}),

journey_paths as (select * from {{ ref('int_journey_paths') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

counted as (
    select 'lead' as conversion_type, path, journeys, 0 as conversions, 0 as value
    from without_conversion
    where conversion_type in ('any', 'lead')
    union all
    select 'sale', path, journeys, 0, 0
    from without_conversion
    where conversion_type in ('any', 'purchase')
    union all
    select
        case when journey_paths.conversion_type = 'lead' then 'lead' else 'sale' end,
        journey_paths.path, 1, 1, coalesce(conversions.value_reporting, 0)
    from journey_paths
    inner join conversions on journey_paths.conversion_id = conversions.conversion_id
    where journey_paths.conversion_type in ('lead', 'sale', 'order')
),

collapsed as (
    select
        conversion_type,
        {{ path_transform('exposure', 'path', '') }} as path,
        journeys,
        conversions,
        value
    from counted
),

final as (
    select
        conversion_type,
        path,
        sum(journeys) as journeys,
        sum(conversions) as conversions,
        sum(value) as value
    from collapsed
    group by conversion_type, path
)

select * from final
