-- One row per user agent seen, with whether it calls itself a bot.
-- depends_on: {{ ref('bots') }}
with

events as (select * from {{ ref('int_events_unioned') }}),

user_agents as (
    select distinct user_agent
    from events
    where user_agent is not null
),

final as (
    select
        user_agent,
        {{ matches_any('user_agent', seed_values(ref('bots'), 'pattern')) }} as is_bot
    from user_agents
)

select * from final
