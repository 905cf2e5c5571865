-- One row per conversion type and channel of its chain, with the channel's Shapley value in conversions.
-- A group of channels is worth what the chain expects when all others are removed. Exact over all groups.
with

chains as (
    select * from {{ ref('int_path_chains') }}
    where channels * {{ var('markov_order') }} <= {{ var('shapley_exact_channels') }}
),

states as (select * from {{ ref('int_chain_states') }}),

channels as (
    select distinct conversion_type, fitted_number, channel_place
    from states
    where state <> 0
),

solved as (
    select
        conversion_type,
        channels,
        {{ chain_conversions('flows', 'opens_channel', every_subset=true) }} as conversions
    from chains
),

final as (
    select
        channels.conversion_type,
        channels.fitted_number,
        {{ shapley_value('solved.conversions', 'channels.channel_place', 'solved.channels') }} as shapley_value
    from channels
    inner join solved on channels.conversion_type = solved.conversion_type
    union all
    select conversion_type, fitted_number, shapley_value from {{ ref('int_shapley_estimates') }}
)

select * from final
