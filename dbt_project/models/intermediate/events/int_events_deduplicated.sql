-- One row per event.
{{ config(materialized='view') }}
{% set columns = [
    'event_id', 'event_key', 'visitor_id', 'user_id', 'form_id', 'order_id', 'email_key', 'email_domain', 'phone_key',
    'event_type', 'is_page', 'page_key', 'query_key', 'referrer_key', 'user_agent_key', 'country', 'value', 'currency',
    'consent_analytics', 'consent_ad_storage', 'consent_ad_user_data', 'consent_ad_personalization', 'is_bot',
    'is_internal', 'event_at',
] | join(', ') %}
with

events as (select * from {{ ref('int_events_delivered') }}),

redelivered as (select * from {{ ref('int_events_redelivered') }}),

delivered_once as (
    select events.*
    from events
    left join redelivered on events.event_key = redelivered.event_key
    where redelivered.event_key is null
),

final as (
    select {{ columns }} from delivered_once
    union all
    select {{ columns }} from redelivered
)

select * from final
