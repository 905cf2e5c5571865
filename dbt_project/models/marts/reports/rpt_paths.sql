-- One row per conversion type, path and position in it, with how many journeys took the path and what came of them.
with

steps as (select * from {{ ref('int_path_steps') }}),

-- A path is named by a hash of its steps in order; sums over positions need no ordered text.
journeys as (
    select
        conversion_type,
        journey_id,
        is_converting,
        max(value) as value,
        max(position) as path_length,
        {{ path_hash('position', 'channel') }} as path_id
    from steps
    group by conversion_type, journey_id, is_converting
),

path_totals as (
    select
        conversion_type,
        path_id,
        max(path_length) as path_length,
        count(*) as journeys,
        sum(case when is_converting then 1 else 0 end) as conversions,
        sum(case when is_converting then coalesce(value, 0) else 0 end) as value
    from journeys
    group by conversion_type, path_id
),

path_steps as (
    select distinct journeys.conversion_type, journeys.path_id, steps.position, steps.channel
    from steps
    inner join journeys
        on steps.conversion_type = journeys.conversion_type
        and steps.journey_id = journeys.journey_id
        and steps.is_converting = journeys.is_converting
),

final as (
    select
        {{ surrogate_key(['path_steps.conversion_type', 'path_steps.path_id', 'path_steps.position']) }} as path_row_id,
        path_steps.conversion_type,
        path_steps.path_id,
        cast(path_steps.position as bigint) as position,
        cast(path_totals.path_length as bigint) as path_length,
        path_steps.channel,
        cast(path_totals.journeys as bigint) as journeys,
        cast(path_totals.conversions as bigint) as conversions,
        cast(path_totals.value as decimal(18, 3)) as value
    from path_steps
    inner join path_totals
        on path_steps.conversion_type = path_totals.conversion_type
        and path_steps.path_id = path_totals.path_id
)

select * from final
