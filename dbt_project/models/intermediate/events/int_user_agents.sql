-- One row per user agent seen, with whether it calls itself a bot. Grows.
-- depends_on: {{ ref('bots') }}
{{ config(materialized=growing()) }}
with

events as (
    select * from {{ ref('int_events_unioned') }}
    where {{ in_new_loads() }}
),

user_agents as (
    select distinct user_agent, {{ row_key('user_agent') }} as user_agent_key
    from events
    where user_agent is not null
),

final as (
    select
        user_agent_key,
        user_agent,
        {{ matches_any('user_agent', column_values(ref('bots'), 'pattern')) }} as is_bot
    from user_agents
    where {{ not_yet_held('user_agent_key') }}
)

select * from final
