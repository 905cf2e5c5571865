-- One row per person who has denied analytics once and of whom another word on it has landed since last published.
with

statements as (
    select * from {{ ref('stg_landing__consents') }}
    where purpose = 'analytics'
),

consents as (
    select * from {{ ref('int_consents') }}
    where purpose = 'analytics'
),

tonight as (select * from {{ ref('stg_history__tonight') }}),

person_keys as (select * from {{ ref('int_person_keys') }}),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

subjects as (
    select distinct subject_kind, subject
    from consents
    where state = 'denied'
),

landed as (
    select statements.*
    from statements
    inner join tonight on statements.extracted_at > tonight.last_run_at
),

named as (
    select 'visitor' as subject_kind, visitor_id as subject, visitor_id as key from landed
    union all
    select 'email', email_key, 'e:' || email_key from landed
    union all
    select 'phone', phone_key, 'p:' || phone_key from landed
),

restated as (
    select named.subject_kind, named.key
    from named
    inner join subjects
        on named.subject_kind = subjects.subject_kind
        and named.subject = subjects.subject
),

final as (
    select person_keys.person_id
    from restated
    inner join person_keys on restated.key = person_keys.key
    where restated.subject_kind <> 'visitor'
    union
    select coalesce(visitor_persons.person_id, {{ surrogate_key(["'v:'", "restated.key"]) }})
    from restated
    left join visitor_persons on restated.key = visitor_persons.visitor_id
    where restated.subject_kind = 'visitor'
)

select * from final
