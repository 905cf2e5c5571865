-- One row per delivered web event, narrow: texts that repeat stand behind keys. Grows by the loads that are new.
-- depends_on: {{ ref('internal_traffic') }}
{{ config(materialized=growing(), unique_key='load_id') }}
{% set internal = ref('internal_traffic') %}
with

events as (
    select * from {{ ref('int_events_unioned') }}
    where {{ in_new_loads() }}
),

final as (
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
        page is not null as is_page,
        case when page is not null then {{ row_key('page') }} end as page_key,
        case when marketing_query <> '' then {{ row_key('marketing_query') }} end as query_key,
        -- A page that follows another of the same host came from nowhere else.
        case
            when referrer is not null
                and split_part(referrer, '/', 3) <> coalesce(split_part(page, '/', 3), '')
                then {{ row_key('referrer') }}
        end as referrer_key,
        case when user_agent is not null then {{ row_key('user_agent') }} end as user_agent_key,
        country,
        value,
        currency,
        consent_analytics,
        consent_ad_storage,
        consent_ad_user_data,
        consent_ad_personalization,
        is_bot,
        {{ starts_with_any('ip_address', column_values(internal ~ " where kind = 'ip_prefix'", 'value')) }}
        or {{ equals_any('email_domain', column_values(internal ~ " where kind = 'email_domain'", 'value')) }}
        or {{ equals_any('user_id', column_values(internal ~ " where kind = 'user_id'", 'value')) }} as is_internal,
        event_at,
        received_at,
        load_id
    from events
)

select * from final
