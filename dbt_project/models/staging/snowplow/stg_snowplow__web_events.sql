-- One row per delivered web event, duplicates included.
{% set consent = 'unstruct_event_com_snowplowanalytics_snowplow_consent_preferences_1_0_0' %}
{% set analytics_scopes = "'\"(statistics|analytics|performance)\"'" %}
{% set marketing_scopes = "'\"(marketing|advertising|targeting)\"'" %}
with

events as (select * from {{ source('snowplow', 'events') }}),

-- A choice of purposes grants those it names and denies the others; anything else leaves them unknown.
asked as (
    select
        *,
        {{ regex_matches(consent, "'\"(allow_all|implicit_consent)\"'") }} as allows_all,
        {{ regex_matches(consent, "'\"(deny_all|withdrawn)\"'") }} as denies_all,
        {{ regex_matches(consent, "'\"allow_selected\"'") }} as chooses,
        {{ regex_matches(consent, analytics_scopes) }} as chooses_analytics,
        {{ regex_matches(consent, marketing_scopes) }} as chooses_marketing
    from events
),

answered as (
    select
        *,
        case
            when allows_all or (chooses and chooses_analytics) then 'granted'
            when denies_all or chooses then 'denied'
        end as consent_analytics,
        case
            when allows_all or (chooses and chooses_marketing) then 'granted'
            when denies_all or chooses then 'denied'
        end as consent_marketing
    from asked
),

final as (
    select
        event_id,
        coalesce(domain_userid, network_userid) as visitor_id,
        user_id,
        {{ null_text() }} as form_id,
        tr_orderid as order_id,
        {{ null_text() }} as email_key,
        {{ null_text() }} as email_domain,
        {{ null_text() }} as phone_key,
        case
            when event = 'transaction' then 'order'
            when event = 'struct' then coalesce(se_action, event)
            when event_name = 'submit_form' then 'form_submit'
            else coalesce(event_name, event)
        end as event_type,
        page_url,
        page_referrer as referrer_url,
        useragent as user_agent,
        user_ipaddress as ip_address,
        geo_country as country,
        tr_total as value,
        upper(tr_currency) as currency,
        consent_analytics,
        consent_marketing as consent_ad_storage,
        consent_marketing as consent_ad_user_data,
        consent_marketing as consent_ad_personalization,
        mkt_source as utm_source,
        mkt_medium as utm_medium,
        mkt_campaign as utm_campaign,
        mkt_term as utm_term,
        mkt_content as utm_content,
        {{ null_text() }} as utm_id,
        {{ null_text() }} as gad_campaignid,
        case when mkt_network = 'Google' then mkt_clickid end as gclid,
        {{ null_text() }} as gbraid,
        {{ null_text() }} as wbraid,
        case when mkt_network = 'Microsoft' then mkt_clickid end as msclkid,
        {{ null_text() }} as fbclid,
        {{ null_text() }} as ttclid,
        {{ null_text() }} as li_fat_id,
        coalesce(
            {{ regex_matches('contexts_com_iab_snowplow_spiders_and_robots_1_0_0', "'\"spiderOrRobot\": *true'") }},
            false
        ) as is_bot,
        coalesce(derived_tstamp, collector_tstamp) as event_at,
        collector_tstamp as received_at,
        extracted_at,
        load_id
    from answered
)

select * from final
