-- One row per conversion and export action: what is true of it. What may be sent is decided when sending.
with

conversions as (select * from {{ ref('prep_google_ads__conversions') }}),

credited_clicks as (select * from {{ ref('prep_google_ads__credited_clicks') }}),

consents as (select * from {{ ref('prep_google_ads__consents') }}),

identifiers as (select * from {{ ref('prep_google_ads__identifiers') }}),

-- A click is told the value that the model gives to it; without one the platform finds the click itself.
valued as (
    select
        conversions.*,
        case
            when conversions.is_void then 0
            when conversions.value_source = 'attributed' and credited_clicks.click_at is not null
                then credited_clicks.attributed_value_minor
            else conversions.net_value_minor
        end as value_minor,
        credited_clicks.gclid,
        credited_clicks.gbraid,
        credited_clicks.wbraid,
        credited_clicks.click_at,
        credited_clicks.country as click_country
    from conversions
    left join credited_clicks
        on conversions.action = credited_clicks.action
        and conversions.conversion_id = credited_clicks.conversion_id
),

final as (
    select
        'google_ads' as destination,
        valued.action,
        valued.action_id,
        valued.action_counting,
        valued.conversion_id as conversion_key,
        valued.conversion_type,
        valued.source_system,
        valued.conversion_at as event_at,
        valued.event_source,
        case when valued.is_void then 'void' else 'open' end as status,
        cast(valued.value_minor as bigint) as value_minor,
        cast(case when valued.is_void then 0 else valued.net_value_minor end as bigint) as truth_value_minor,
        valued.currency,
        cast(valued.click_window_days as integer) as click_window_days,
        valued.gclid,
        valued.gbraid,
        valued.wbraid,
        valued.click_at,
        case when valued.click_at is not null or valued.sends_without_click then identifiers.email_sha256 end
            as email_sha256,
        case when valued.click_at is not null or valued.sends_without_click then identifiers.phone_sha256 end
            as phone_sha256,
        coalesce(consents.ad_user_data_at_click, 'unknown') as consent_ad_user_data_at_click,
        coalesce(consents.ad_user_data, 'unknown') as consent_ad_user_data,
        coalesce(consents.ad_personalization, 'unknown') as consent_ad_personalization,
        coalesce(valued.country, valued.click_country) as country,
        valued.attribution_model || case when valued.click_at is null then '/user_data' else '/click' end
            as attribution_basis
    from valued
    left join consents
        on valued.action = consents.action
        and valued.conversion_id = consents.conversion_id
    left join identifiers on valued.person_id = identifiers.person_id
)

select * from final
