-- One row per conversion type with more channels than can be solved exactly, sampled order of them, and channel.
-- Orders come from a hash, so that every engine and every night draws the same.
with

chains as (
    select * from {{ ref('int_path_chains') }}
    where channels * {{ var('markov_order') }} > {{ var('shapley_exact_channels') }}
),

states as (select * from {{ ref('int_chain_states') }}),

drawn as (
    select
        conversion_type,
        {{ list_to_rows(list_of_numbers(1, var('shapley_permutations'))) }} as draw
    from chains
),

final as (
    select
        drawn.conversion_type,
        drawn.draw,
        states.state_number,
        states.fitted_number,
        md5(cast(drawn.draw as {{ dbt.type_string() }}) || '|' || cast(states.fitted_number as {{ dbt.type_string() }}))
            as draw_key,
        row_number() over (
            partition by drawn.conversion_type, drawn.draw, states.fitted_number order by states.state_number desc
        ) = 1 as closes_channel
    from drawn
    inner join states on drawn.conversion_type = states.conversion_type
    where states.state <> 0
)

select * from final
