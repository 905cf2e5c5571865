-- One row per channel, in the order in which reports list them.
with

channels as (select * from {{ ref('channels') }}),

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

credits as (select * from {{ ref('fct_attribution_credits') }}),

seen as (
    select channel from touchpoints
    union
    select channel from credits
),

final as (
    select
        coalesce(channels.channel, seen.channel) as channel,
        coalesce(channels.is_paid, false) as is_paid,
        cast(coalesce(channels.sort_order, 1000) as bigint) as sort_order,
        seen.channel is not null as has_touchpoints
    from channels
    full outer join seen on channels.channel = seen.channel
)

select * from final
