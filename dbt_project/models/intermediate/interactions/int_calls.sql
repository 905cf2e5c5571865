-- One row per phone call with what it tells of its source.
with

calls as (select * from {{ ref('int_calls_unioned') }}),

landing_queries as (select * from {{ ref('int_landing_queries') }}),

country_codes as (select * from {{ ref('country_codes') }}),

currencies as (select * from {{ ref('currencies') }}),

final as (
    select
        calls.call_id,
        calls.visitor_id,
        calls.tracking_number,
        calls.caller_phone_key,
        country_codes.country,
        calls.landing_page_url,
        calls.referrer_url,
        -- The call tracker's own words: what the landing page's tags say is weighed beside them, later.
        calls.source,
        calls.medium,
        calls.campaign,
        coalesce(calls.keyword, landing_queries.utm_term) as keyword,
        landing_queries.click_id,
        landing_queries.click_id_parameter,
        calls.system,
        currencies.currency,
        calls.duration_seconds,
        {{ minor_units('calls.value', 'currencies.exponent') }} as value_minor,
        coalesce(calls.is_answered, false) as is_answered,
        -- Shorter calls are wrong numbers and voicemail: touches, not leads.
        coalesce(calls.is_answered, false)
        and coalesce(calls.duration_seconds, 0) >= {{ var('call_min_seconds') }} as is_lead,
        calls.started_at
    from calls
    left join landing_queries on {{ row_key('calls.marketing_query') }} = landing_queries.query_key
    left join country_codes on lower(trim(calls.country)) = country_codes.country_name
    -- A call tracker that knows no currency counts in ours.
    left join currencies on coalesce(calls.currency, '{{ var("reporting_currency") }}') = currencies.currency
)

select * from final
