-- One row per event, with the reason, if any, why it opens no session. The only table that holds every event.
-- depends_on: {{ ref('internal_traffic') }}
{% set internal = ref('internal_traffic') %}
with

events as (select * from {{ ref('int_events_deduplicated') }}),

user_agents as (select * from {{ ref('int_user_agents') }}),

consent_denials as (select * from {{ ref('int_consent_denials') }}),

bot_agents as (select {{ row_key('user_agent') }} as user_agent_key from user_agents where is_bot),

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
        asking.event_id,
        asking.visitor_id,
        asking.event_at,
        asking.event_type,
        asking.page is not null as is_page,
        case when asking.page is not null then {{ row_key('asking.page') }} end as page_key,
        case when asking.marketing_query <> '' then {{ row_key('asking.marketing_query') }} end as query_key,
        -- A page that follows another of the same host came from nowhere else.
        case
            when asking.referrer is not null
                and split_part(asking.referrer, '/', 3) <> coalesce(split_part(asking.page, '/', 3), '')
                then {{ row_key('asking.referrer') }}
        end as referrer_key,
        asking.country,
        case
            when asking.is_bot or bot_agents.user_agent_key is not null then 'bot'
            when
                {{ starts_with_any('asking.ip_address', seed_values(internal ~ " where kind = 'ip_prefix'", 'value')) }}
                or {{ on_any_host('asking.page', seed_values(internal ~ " where kind = 'host'", 'value')) }}
                or {{ equals_any(
                    'asking.email_domain', seed_values(internal ~ " where kind = 'email_domain'", 'value')
                ) }}
                or {{ equals_any('asking.user_id', seed_values(internal ~ " where kind = 'user_id'", 'value')) }}
                then 'internal'
            when asking.consent_analytics = 'denied' or consent_denials.visitor_id is not null then 'no_consent'
            when asking.visitor_id is null then 'no_visitor'
        end as exclusion_reason
    from asking
    left join bot_agents
        on {{ row_key('asking.user_agent') }} = bot_agents.user_agent_key
    left join consent_denials
        on asking.undecided_visitor_id = consent_denials.visitor_id
        and asking.event_at >= consent_denials.denied_from
        and asking.event_at < consent_denials.denied_until
)

select * from final
