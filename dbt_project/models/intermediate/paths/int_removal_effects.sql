-- One row per conversion type and channel of its chain, with the share of conversions that is lost without the channel.
with

chains as (select * from {{ ref('int_path_chains') }}),

states as (select * from {{ ref('int_chain_states') }}),

channels as (
    select distinct conversion_type, fitted_number, channel_place
    from states
    where state <> 0
),

-- The first value is that of the whole chain, the others are those without one channel.
solved as (
    select
        conversion_type,
        {{ chain_conversions('flows', 'opens_channel', every_subset=false) }} as conversions
    from chains
),

final as (
    select
        channels.conversion_type,
        channels.fitted_number,
        1 - {{ list_item('solved.conversions', 'channels.channel_place + 1') }}
        / {{ list_item('solved.conversions', '1') }} as removal_effect
    from channels
    inner join solved on channels.conversion_type = solved.conversion_type
)

select * from final
