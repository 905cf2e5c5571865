-- One row per conversion type, path and place in it, with the step there under the number that the fit knows it by.
with

paths as (select * from {{ ref('int_paths') }}),

fitted_channels as (select * from {{ ref('int_fitted_channels') }}),

keyed as (
    select
        *,
        row_number() over (partition by conversion_type order by path) as path_number
    from paths
),

places as (
    select
        *,
        {{ list_to_rows(list_of_numbers(1, list_length('path'))) }} as place
    from keyed
),

steps as (
    select
        conversion_type, path_number, place, journeys, conversions,
        {{ list_length('path') }} as path_length,
        {{ list_item('path', 'place') }} as step
    from places
),

final as (
    select
        steps.conversion_type,
        steps.path_number,
        steps.place,
        steps.path_length,
        steps.journeys,
        steps.conversions,
        cast(steps.step - fitted_channels.channel_number + fitted_channels.fitted_number as {{ dbt.type_bigint() }})
            as step
    from steps
    inner join fitted_channels
        on steps.conversion_type = fitted_channels.conversion_type
        and steps.step % 1000 = fitted_channels.channel_number
)

select * from final
