-- One row per event.
{{ config(materialized='view') }}
with

events as (select * from {{ ref('int_events_unioned') }}),

redelivered as (select * from {{ ref('int_events_redelivered') }}),

delivered_once as (
    select *
    from events
    where not exists (select 1 from redelivered where redelivered.event_key = events.event_key)
),

final as (
    select * from delivered_once
    union all
    select
        event_id,
        event_key,
        visitor_id,
        user_id,
        form_id,
        order_id,
        email_key,
        email_domain,
        phone_key,
        event_type,
        page,
        marketing_query,
        referrer,
        user_agent,
        ip_address,
        country,
        value,
        currency,
        consent_analytics,
        consent_ad_storage,
        consent_ad_user_data,
        consent_ad_personalization,
        is_bot,
        event_at,
        received_at
    from redelivered
)

select * from final
