-- One row per version of a phone call.
with

calls as (select * from {{ source('landing', 'calls') }}),

final as (
    select
        call_id,
        visitor_id,
        tracking_number,
        caller_phone_key,
        country,
        landing_page_url,
        referrer_url,
        source,
        medium,
        campaign,
        keyword,
        gclid,
        gbraid,
        wbraid,
        msclkid,
        fbclid,
        ttclid,
        li_fat_id,
        lead_status,
        duration_seconds,
        value,
        upper(currency) as currency,
        'landing' as system,
        is_answered,
        started_at,
        extracted_at
    from calls
)

select * from final
