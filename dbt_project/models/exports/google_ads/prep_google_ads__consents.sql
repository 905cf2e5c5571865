-- One row per conversion and export action: the ad consents of who clicked at the click, of who converted at the
-- conversion (a colleague may have clicked where journeys are those of accounts).
{{ config(materialized='view', access='protected', contract={'enforced': false}) }}
with

conversions as (select * from {{ ref('prep_google_ads__conversions') }}),

credited_clicks as (select * from {{ ref('prep_google_ads__credited_clicks') }}),

consents as (
    select * from {{ ref('int_consents') }}
    where purpose in ('ad_user_data', 'ad_personalization')
),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

person_keys as (select * from {{ ref('int_person_keys') }} where key_kind in ('email', 'phone')),

moments as (
    select
        action, conversion_id, person_id, 'conversion' as moment, cast(null as {{ dbt.type_string() }}) as visitor_id,
        conversion_at as moment_at
    from conversions
    union all
    select action, conversion_id, person_id, 'click', visitor_id, click_at
    from credited_clicks
),

-- A shared device speaks for a person only while it was theirs.
subjects as (
    select person_id, 'visitor' as subject_kind, visitor_id as subject, valid_from, valid_to from visitor_persons
    union all
    select distinct
        records.person_id, 'visitor', records.visitor_id,
        timestamp '0001-01-01 00:00:00', timestamp '9999-12-31 00:00:00'
    from {{ ref('int_record_persons') }} as records
    left join visitor_persons on records.visitor_id = visitor_persons.visitor_id
    where records.visitor_id is not null and visitor_persons.visitor_id is null
    union all
    select person_id, key_kind, substring(key, 3), timestamp '0001-01-01 00:00:00', timestamp '9999-12-31 00:00:00'
    from person_keys
),

known as (
    select
        moments.action,
        moments.conversion_id,
        moments.moment,
        consents.purpose,
        consents.state,
        row_number() over (
            partition by moments.action, moments.conversion_id, moments.moment, consents.purpose
            order by consents.changed_at desc, consents.state asc
        ) as newness
    from moments
    inner join subjects on moments.person_id = subjects.person_id
    inner join consents
        on subjects.subject_kind = consents.subject_kind
        and subjects.subject = consents.subject
        and moments.moment_at >= consents.changed_at
        and subjects.valid_from <= consents.changed_at
        and subjects.valid_to > consents.changed_at
    -- At the click, of all devices only the one that clicked has a say.
    where moments.moment = 'conversion' or subjects.subject_kind <> 'visitor' or subjects.subject = moments.visitor_id
),

final as (
    select
        action,
        conversion_id,
        max(case when moment = 'click' and purpose = 'ad_user_data' then state end) as ad_user_data_at_click,
        max(case when moment = 'conversion' and purpose = 'ad_user_data' then state end) as ad_user_data,
        max(case when moment = 'conversion' and purpose = 'ad_personalization' then state end) as ad_personalization
    from known
    where newness = 1
    group by action, conversion_id
)

select * from final
