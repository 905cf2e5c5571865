-- One row per delivered web event of every source, with its page, query and referrer as texts.
{{ config(materialized='view') }}
with

landed as (select * from {{ ref('stg_landing__web_events') }}),

tracked as (select * from {{ ref('stg_snowplow__web_events') }}),

unioned as (
    select * from landed
    union all
    select * from tracked
),

final as (
    select
        event_id,
        {{ row_key('event_id') }} as event_key,
        visitor_id,
        user_id,
        form_id,
        order_id,
        email_key,
        email_domain,
        phone_key,
        event_type,
        nullif(split_part(page_url, '?', 1), '') as page,
        {{ marketing_query('page_url', click_id_columns() + utm_columns()) }} as marketing_query,
        nullif(split_part(referrer_url, '?', 1), '') as referrer,
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
        received_at,
        load_id
    from unioned
)

select * from final
