-- One row per version of a phone call.
with

calls as (select * from {{ source('callrail', 'calls') }}),

final as (
    select
        id as call_id,
        visitor_id,
        tracking_phone_number as tracking_number,
        customer_phone_number_key as caller_phone_key,
        customer_country as country,
        landing_page_url,
        referring_url as referrer_url,
        coalesce(utm_source, source) as source,
        coalesce(utm_medium, medium) as medium,
        coalesce(utm_campaign, campaign) as campaign,
        coalesce(utm_term, keywords) as keyword,
        gclid,
        {{ null_text() }} as gbraid,
        {{ null_text() }} as wbraid,
        msclkid,
        fbclid,
        {{ null_text() }} as ttclid,
        {{ null_text() }} as li_fat_id,
        lead_status,
        duration as duration_seconds,
        value,
        {{ null_text() }} as currency,
        'callrail' as system,
        answered as is_answered,
        start_time as started_at,
        extracted_at
    from calls
)

select * from final
