-- One row per event with the reason, if any, why it opens no session.
-- depends_on: {{ ref('internal_traffic') }}
{% set internal = ref('internal_traffic') %}
{{ config(materialized='view') }}
with

events as (select * from {{ ref('int_events_deduplicated') }}),

user_agents as (select * from {{ ref('int_user_agents') }}),

consent_denials as (select * from {{ ref('int_consent_denials') }}),

bot_agents as (select {{ row_key('user_agent') }} as user_agent_key from user_agents where is_bot),

final as (
    select
        events.*,
        case
            when events.is_bot or bot_agents.user_agent_key is not null then 'bot'
            when
                {{ starts_with_any('events.ip_address', seed_values(internal ~ " where kind = 'ip_prefix'", 'value')) }}
                or {{ on_any_host('events.page', seed_values(internal ~ " where kind = 'host'", 'value')) }}
                or {{ equals_any('events.email_domain', seed_values(internal ~ " where kind = 'email_domain'", 'value')) }}
                or {{ equals_any('events.user_id', seed_values(internal ~ " where kind = 'user_id'", 'value')) }}
                then 'internal'
            when events.consent_analytics = 'denied' or consent_denials.visitor_id is not null then 'no_consent'
            when events.visitor_id is null then 'no_visitor'
        end as exclusion_reason
    from events
    left join bot_agents
        on {{ row_key('events.user_agent') }} = bot_agents.user_agent_key
    -- What the event says itself stands above what was known before it.
    left join consent_denials
        on events.visitor_id = consent_denials.visitor_id
        and events.event_at >= consent_denials.denied_from
        and events.event_at < consent_denials.denied_until
        and coalesce(events.consent_analytics, 'unknown') not in ('granted', 'denied')
)

select * from final
