-- One row per conversion type and state of its chain, numbered so that the states of a channel stand beside each other.
-- The start is state 0 of channel 0.
with

transitions as (select * from {{ ref('int_path_transitions') }}),

states as (
    select distinct conversion_type, from_state as state, from_state % 1000 as fitted_number
    from transitions
),

final as (
    select
        conversion_type,
        state,
        fitted_number,
        row_number() over (partition by conversion_type order by fitted_number, state) - 1 as state_number,
        dense_rank() over (partition by conversion_type order by fitted_number) - 1 as channel_place,
        row_number() over (partition by conversion_type, fitted_number order by state) = 1 as opens_channel
    from states
)

select * from final
