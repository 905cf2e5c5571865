-- One row per person for whom a request to be forgotten has landed since the last published run.
with

erasures as (select * from {{ ref('stg_landing__erasures') }}),

tonight as (select * from {{ ref('stg_history__tonight') }}),

person_keys as (select * from {{ ref('int_person_keys') }}),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

requests as (
    select erasures.*
    from erasures
    inner join tonight on erasures.extracted_at > tonight.last_run_at
),

requested_keys as (
    select 'e:' || email_key as key from requests
    union all
    select 'p:' || phone_key from requests
    union all
    select 'u:' || user_id from requests
),

final as (
    select person_keys.person_id
    from requested_keys
    inner join person_keys on requested_keys.key = person_keys.key
    union
    select visitor_persons.person_id
    from requests
    inner join visitor_persons on requests.visitor_id = visitor_persons.visitor_id
)

select * from final
