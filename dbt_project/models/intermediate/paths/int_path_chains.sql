-- One row per conversion type with its Markov chain as lists.
-- What flows from the start and from each state into each state, into conversion and into nothing; and of each state,
-- whether it is the first of its channel.
with

transitions as (select * from {{ ref('int_path_transitions') }}),

states as (select * from {{ ref('int_chain_states') }}),

targets as (
    select conversion_type, state, state_number as place from states where state <> 0
    union all
    select distinct conversion_type, -1, 1000000 from states
    union all
    select distinct conversion_type, -2, 1000001 from states
),

flows as (
    select
        states.conversion_type,
        states.state_number,
        {{ ordered_list('cast(coalesce(transitions.transitions, 0) as double)', 'targets.place') }} as flows
    from states
    inner join targets on states.conversion_type = targets.conversion_type
    left join transitions
        on states.conversion_type = transitions.conversion_type
        and states.state = transitions.from_state
        and targets.state = transitions.to_state
    group by states.conversion_type, states.state_number
),

openings as (
    select
        conversion_type,
        {{ ordered_list('opens_channel', 'state_number') }} as opens_channel,
        max(channel_place) as channels
    from states
    where state <> 0
    group by conversion_type
),

final as (
    select
        flows.conversion_type,
        openings.channels,
        openings.opens_channel,
        {{ ordered_list('flows.flows', 'flows.state_number') }} as flows
    from flows
    inner join openings on flows.conversion_type = openings.conversion_type
    group by flows.conversion_type, openings.channels, openings.opens_channel
)

select * from final
