-- One row per conversion type and path after the path transforms, with its journeys and how many of them converted.
-- Only of types with a conversion: without one there is nothing to learn.
with

without_conversion as (select * from {{ ref('int_paths_without_conversion') }}),

journey_paths as (select * from {{ ref('int_journey_paths') }}),

conversion_types as (select distinct conversion_type from journey_paths),

counted as (
    select conversion_type, path, journeys, 0 as conversions from without_conversion
    union all
    select conversion_type, path, count(*), count(*) from journey_paths group by conversion_type, path
),

transformed as (
    select
        conversion_type,
        {{ transformed_path('path') }} as path,
        journeys,
        conversions
    from counted
),

gathered as (
    select conversion_type, path, sum(journeys) as journeys, sum(conversions) as conversions
    from transformed
    group by conversion_type, path
),

final as (
    select
        conversion_types.conversion_type,
        gathered.path,
        cast(sum(gathered.journeys) as {{ dbt.type_bigint() }}) as journeys,
        cast(sum(gathered.conversions) as {{ dbt.type_bigint() }}) as conversions
    from gathered
    inner join conversion_types
        on gathered.conversion_type = 'any' or gathered.conversion_type = conversion_types.conversion_type
    group by conversion_types.conversion_type, gathered.path
)

select * from final
