-- One row per visitor and moment at which its events tell its consents, an answer that never changed told once.
{% set answer_code %}
    case consent_analytics when 'granted' then 2 when 'denied' then 1 else 0 end * 27
    + case consent_ad_storage when 'granted' then 2 when 'denied' then 1 else 0 end * 9
    + case consent_ad_user_data when 'granted' then 2 when 'denied' then 1 else 0 end * 3
    + case consent_ad_personalization when 'granted' then 2 when 'denied' then 1 else 0 end
{% endset %}
with

events as (select * from {{ ref('int_events_deduplicated') }}),

-- Read a second time, because a CTE used twice is kept whole, and that would be every event in memory.
events_again as (select * from {{ ref('int_events_deduplicated') }}),

-- What others say of a visitor may stand between two answers that are alike: then every answer counts.
named as (select distinct visitor_id as named_id from {{ ref('stg_landing__consents') }} where visitor_id is not null),

-- Nearly every visitor answers once. All four answers of an event as one number make that cheap to see.
visitors as (
    select
        visitor_id,
        min(event_at) as event_at,
        min({{ answer_code }}) as lowest_code,
        max({{ answer_code }}) as highest_code,
        min(consent_analytics) as consent_analytics,
        min(consent_ad_storage) as consent_ad_storage,
        min(consent_ad_user_data) as consent_ad_user_data,
        min(consent_ad_personalization) as consent_ad_personalization
    from events
    where visitor_id is not null
        and coalesce(
            consent_analytics, consent_ad_storage, consent_ad_user_data, consent_ad_personalization
        ) is not null
    group by visitor_id
),

steady as (
    select visitors.*, true as is_steady
    from visitors
    left join named on visitors.visitor_id = named.named_id
    where visitors.lowest_code = visitors.highest_code and visitors.highest_code > 0 and named.named_id is null
),

changing as (
    select visitors.visitor_id
    from visitors
    left join named on visitors.visitor_id = named.named_id
    where visitors.lowest_code < visitors.highest_code or named.named_id is not null
),

final as (
    select
        visitor_id,
        event_at,
        consent_analytics,
        consent_ad_storage,
        consent_ad_user_data,
        consent_ad_personalization,
        is_steady
    from steady
    union all
    select
        events_again.visitor_id,
        events_again.event_at,
        events_again.consent_analytics,
        events_again.consent_ad_storage,
        events_again.consent_ad_user_data,
        events_again.consent_ad_personalization,
        false
    from events_again
    inner join changing on events_again.visitor_id = changing.visitor_id
)

select * from final
