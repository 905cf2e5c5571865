-- One row per subject (visitor, e-mail, phone), purpose and moment at which a consent is known to be granted or denied.
with

consent_answers as (select * from {{ ref('int_consent_answers') }}),

consents as (select * from {{ ref('stg_landing__consents') }}),

named as (select distinct visitor_id from consents),

-- Nobody but its own events speaks for a steady visitor: what it says needs no ranking.
answers as (
    select
        consent_answers.visitor_id,
        consent_answers.event_at,
        consent_answers.consent_analytics,
        consent_answers.consent_ad_storage,
        consent_answers.consent_ad_user_data,
        consent_answers.consent_ad_personalization,
        consent_answers.is_steady and named.visitor_id is null as is_steady
    from consent_answers
    left join named on consent_answers.visitor_id = named.visitor_id
),

stated as (
    select
        'visitor' as subject_kind, visitor_id as subject, 'analytics' as purpose, consent_analytics as state,
        event_at as changed_at, event_at as extracted_at, is_steady
    from answers
    union all
    select 'visitor', visitor_id, 'ad_storage', consent_ad_storage, event_at, event_at, is_steady from answers
    union all
    select 'visitor', visitor_id, 'ad_user_data', consent_ad_user_data, event_at, event_at, is_steady from answers
    union all
    select 'visitor', visitor_id, 'ad_personalization', consent_ad_personalization, event_at, event_at, is_steady
    from answers
    union all
    select 'visitor', visitor_id, purpose, state, changed_at, extracted_at, false from consents
    union all
    select 'email', email_key, purpose, state, changed_at, extracted_at, false from consents
    union all
    select 'phone', phone_key, purpose, state, changed_at, extracted_at, false from consents
),

known as (
    select subject_kind, subject, purpose, state, changed_at, extracted_at, is_steady
    from stated
    where subject is not null and state in ('granted', 'denied')
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
            partition by subject_kind, subject, purpose, changed_at order by extracted_at desc, state asc
        ) as version_number
    from known
    where not is_steady
),

final as (
    select subject_kind, subject, purpose, state, changed_at from known where is_steady
    union all
    select subject_kind, subject, purpose, state, changed_at from ranked where version_number = 1
)

select * from final
