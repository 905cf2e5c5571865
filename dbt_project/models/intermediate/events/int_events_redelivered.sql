-- One row per event id that was delivered more than once: the delivery received first, of several the earlier event.
{{ config(materialized=growing(), unique_key='event_key') }}
with

events as (select * from {{ ref('int_events_delivered') }}),

-- Read a second time, because a CTE used twice is kept whole, and that would be every event in memory.
event_keys as (select event_key, load_id from {{ ref('int_events_delivered') }}),

pages as (select * from {{ ref('int_pages') }}),

marketing_queries as (select * from {{ ref('int_marketing_queries') }}),

referrers as (select * from {{ ref('int_referrers') }}),

user_agents as (select * from {{ ref('int_user_agents') }}),

-- Only ids that occur more than once are ranked: sorting every event would cost more than the rest of the step.
repeated as (
    select event_key
    from event_keys
    {% if is_incremental() %}
        where event_key in (select new_keys.event_key from event_keys as new_keys where {{ in_new_loads() }})
    {% endif %}
    group by event_key
    having count(*) > 1
),

with_texts as (
    select
        events.*,
        pages.page_host,
        pages.page_path,
        marketing_queries.marketing_query,
        referrers.referrer_url,
        user_agents.user_agent
    from events
    inner join repeated on events.event_key = repeated.event_key
    left join pages on events.page_key = pages.page_key
    left join marketing_queries on events.query_key = marketing_queries.query_key
    left join referrers on events.referrer_key = referrers.referrer_key
    left join user_agents on events.user_agent_key = user_agents.user_agent_key
),

-- What an event says tells deliveries apart that came at once, alike on every engine and every night.
keyed as (
    select
        *,
        {{ surrogate_key([
            'event_at', 'visitor_id', 'event_type', 'page_host', 'page_path', 'marketing_query', 'referrer_url',
            'user_id', 'email_key', 'phone_key', 'form_id', 'order_id', 'value', 'currency', 'user_agent', 'country',
            'consent_analytics', 'consent_ad_storage', 'consent_ad_user_data', 'consent_ad_personalization',
            'is_bot', 'is_internal',
        ]) }} as content_key
    from with_texts
),

ranked as (
    select
        *,
        row_number() over (
            partition by event_id order by received_at, event_at, content_key, page_key
        ) as delivery_number
    from keyed
),

final as (select * from ranked where delivery_number = 1)

select * from final
