-- One row per delivered web event, duplicates included.
with

web_events as (select * from {{ source('landing', 'web_events') }}),

final as (
    select
        event_id,
        visitor_id,
        user_id,
        form_id,
        order_id,
        email_key,
        email_domain,
        phone_key,
        event_type,
        page_url,
        referrer_url,
        user_agent,
        ip_address,
        country,
        value,
        upper(currency) as currency,
        lower(consent_analytics) as consent_analytics,
        lower(consent_ad_storage) as consent_ad_storage,
        lower(consent_ad_user_data) as consent_ad_user_data,
        lower(consent_ad_personalization) as consent_ad_personalization,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_term,
        utm_content,
        utm_id,
        gad_campaignid,
        gclid,
        gbraid,
        wbraid,
        msclkid,
        fbclid,
        ttclid,
        li_fat_id,
        false as is_bot,
        event_at,
        coalesce(received_at, extracted_at) as received_at,
        extracted_at,
        load_id
    from web_events
)

select * from final
