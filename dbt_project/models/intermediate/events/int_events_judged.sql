-- One row per event, with the reason, if any, why it opens no session.
{{ config(materialized='view') }}
with

events as (select * from {{ ref('int_events_deduplicated') }}),

bot_agents as (select user_agent_key from {{ ref('int_user_agents') }} where is_bot),

internal_pages as (select page_key from {{ ref('int_pages') }} where is_internal),

consent_denials as (select * from {{ ref('int_consent_denials') }}),

-- What an event says itself stands above what was known before it. The visitor to ask about is a column,
-- because a condition on one side alone would turn the join into a nested loop.
asking as (
    select
        *,
        case when coalesce(consent_analytics, 'unknown') not in ('granted', 'denied') then visitor_id end
            as undecided_visitor_id
    from events
),

final as (
    select
        asking.*,
        case
            when asking.is_bot or bot_agents.user_agent_key is not null then 'bot'
            when asking.is_internal or internal_pages.page_key is not null then 'internal'
            when asking.consent_analytics = 'denied' or consent_denials.visitor_id is not null then 'no_consent'
            when asking.visitor_id is null then 'no_visitor'
        end as exclusion_reason
    from asking
    left join bot_agents on asking.user_agent_key = bot_agents.user_agent_key
    left join internal_pages on asking.page_key = internal_pages.page_key
    left join consent_denials
        on asking.undecided_visitor_id = consent_denials.visitor_id
        and asking.event_at >= consent_denials.denied_from
        and asking.event_at < consent_denials.denied_until
)

select * from final
