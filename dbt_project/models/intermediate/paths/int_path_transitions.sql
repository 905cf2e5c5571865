-- One row per conversion type and pair of states of its chain, with how many journeys passed from one to the other.
-- A state is the steps that the chain remembers (var markov_order), the newest in the lowest five digits of its number.
-- 0 is the start, -1 the conversion, -2 the end without one.
with

steps as (select * from {{ ref('int_fitted_steps') }}),

states as (
    select
        *,
        {{ remembered_steps('step', 'conversion_type, path_number', 'place') }} as state
    from steps
),

moves as (
    select
        conversion_type,
        coalesce(
            lag(state) over (partition by conversion_type, path_number order by place), 0
        ) as from_state,
        state as to_state,
        journeys as transitions
    from states
    union all
    select conversion_type, state, -1, conversions from states where place = path_length
    union all
    select conversion_type, state, -2, journeys - conversions from states where place = path_length
),

final as (
    select
        conversion_type,
        from_state,
        to_state,
        cast(sum(transitions) as {{ dbt.type_bigint() }}) as transitions
    from moves
    where transitions > 0
    group by conversion_type, from_state, to_state
)

select * from final
