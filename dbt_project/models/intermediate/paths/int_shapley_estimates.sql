-- One row per conversion type and channel, where channels are too many to solve exactly: the mean of what the channel
-- adds when channels join one after the other, over the sampled orders.
with

chains as (select * from {{ ref('int_path_chains') }}),

orders as (select * from {{ ref('int_shapley_orders') }}),

drawn as (
    select
        conversion_type,
        draw,
        {{ ordered_list('state_number', 'draw_key, state_number') }} as state_numbers
    from orders
    group by conversion_type, draw
),

-- Conversions after each state has joined, in the order of joining.
joined as (
    select
        drawn.conversion_type,
        drawn.draw,
        {{ joined_conversions('chains.flows', 'drawn.state_numbers') }} as conversions
    from drawn
    inner join chains on drawn.conversion_type = chains.conversion_type
),

placed as (
    select
        *,
        row_number() over (partition by conversion_type, draw order by draw_key, state_number) as place
    from orders
),

reached as (
    select
        placed.conversion_type,
        placed.draw,
        placed.fitted_number,
        placed.place,
        {{ list_item('joined.conversions', 'placed.place') }} as conversions
    from placed
    inner join joined on placed.conversion_type = joined.conversion_type and placed.draw = joined.draw
    where placed.closes_channel
),

added as (
    select
        *,
        conversions - coalesce(
            lag(conversions) over (partition by conversion_type, draw order by place), 0
        ) as added_conversions
    from reached
),

-- Summed in order, so that the last digit does not depend on the engine's threads.
final as (
    select
        conversion_type,
        fitted_number,
        {{ list_total(ordered_list('added_conversions', 'draw')) }} / count(*) as shapley_value
    from added
    group by conversion_type, fitted_number
)

select * from final
