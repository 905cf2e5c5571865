-- One row per subject (visitor, e-mail, phone), purpose and moment at which a consent is known to be granted or denied.
with

events as (select * from {{ ref('int_events_deduplicated') }}),

consents as (select * from {{ ref('stg_landing__consents') }}),

asked as (
    select visitor_id, event_at, consent_analytics, consent_ad_storage, consent_ad_user_data, consent_ad_personalization
    from events
    where visitor_id is not null
        and coalesce(consent_analytics, consent_ad_storage, consent_ad_user_data, consent_ad_personalization) is not null
),

-- Nearly every visitor answers once: one row of theirs says all, and only those who change are kept event by event.
answers as (
    select
        visitor_id,
        min(event_at) as event_at,
        consent_analytics,
        consent_ad_storage,
        consent_ad_user_data,
        consent_ad_personalization
    from asked
    group by
        visitor_id, consent_analytics, consent_ad_storage, consent_ad_user_data, consent_ad_personalization
),

changing as (
    select visitor_id
    from answers
    group by visitor_id
    having count(*) > 1
),

telling as (
    select answers.*
    from answers
    where not exists (select 1 from changing where changing.visitor_id = answers.visitor_id)
    union all
    select
        asked.visitor_id,
        asked.event_at,
        asked.consent_analytics,
        asked.consent_ad_storage,
        asked.consent_ad_user_data,
        asked.consent_ad_personalization
    from asked
    inner join changing on asked.visitor_id = changing.visitor_id
),

stated as (
    select 'visitor' as subject_kind, visitor_id as subject, 'analytics' as purpose, consent_analytics as state,
        event_at as changed_at, event_at as extracted_at
    from telling
    union all
    select 'visitor', visitor_id, 'ad_storage', consent_ad_storage, event_at, event_at from telling
    union all
    select 'visitor', visitor_id, 'ad_user_data', consent_ad_user_data, event_at, event_at from telling
    union all
    select 'visitor', visitor_id, 'ad_personalization', consent_ad_personalization, event_at, event_at from telling
    union all
    select 'visitor', visitor_id, purpose, state, changed_at, extracted_at from consents
    union all
    select 'email', email_key, purpose, state, changed_at, extracted_at from consents
    union all
    select 'phone', phone_key, purpose, state, changed_at, extracted_at from consents
),

-- Of two statements for one moment the newer extract counts, then the more careful one.
ranked as (
    select
        subject_kind,
        subject,
        purpose,
        state,
        changed_at,
        row_number() over (
            partition by subject_kind, subject, purpose, changed_at order by extracted_at desc, state
        ) as version_number
    from stated
    where subject is not null and state in ('granted', 'denied')
),

final as (
    select subject_kind, subject, purpose, state, changed_at
    from ranked
    where version_number = 1
)

select * from final
