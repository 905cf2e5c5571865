-- One row per conversion type, time since the first touch and number of touches: how many conversions took so long.
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

lag_buckets as (select * from {{ ref('time_lag_buckets') }}),

journeys as (
    select conversion_id, max(days_to_conversion) as lag_days, max(touchpoints) as touchpoints
    from journey_touchpoints
    group by conversion_id
),

measured as (
    select
        case when conversions.conversion_type = 'lead' then 'lead' else 'sale' end as conversion_type,
        floor(journeys.lag_days) as lag_days,
        journeys.touchpoints,
        conversions.value_reporting
    from journeys
    inner join conversions on journeys.conversion_id = conversions.conversion_id
    where conversions.conversion_type in ('lead', 'sale', 'order')
),

final as (
    select
        {{ surrogate_key(['measured.conversion_type', 'days.bucket', 'touches.bucket']) }} as time_lag_id,
        measured.conversion_type,
        days.bucket as lag_bucket,
        cast(min(days.sort_order) as bigint) as lag_order,
        touches.bucket as touches_bucket,
        cast(min(touches.sort_order) as bigint) as touches_order,
        cast(count(*) as bigint) as conversions,
        cast(sum(coalesce(measured.value_reporting, 0)) as decimal(18, 3)) as value
    from measured
    inner join lag_buckets as days
        on days.measure = 'days'
        and measured.lag_days between days.from_value and days.to_value
    inner join lag_buckets as touches
        on touches.measure = 'touches'
        and measured.touchpoints between touches.from_value and touches.to_value
    group by measured.conversion_type, days.bucket, touches.bucket
)

select * from final
