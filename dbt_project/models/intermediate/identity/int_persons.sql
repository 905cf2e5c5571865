-- One row per person: those known by a strong key, and one for each cookie nobody has claimed.
with

person_keys as (select * from {{ ref('int_person_keys') }}),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

accounts as (select * from {{ ref('int_accounts') }}),

identified as (
    select
        person_id,
        true as is_identified,
        count(*) filter (where key_kind = 'email') as email_keys,
        count(*) filter (where key_kind = 'phone') as phone_keys,
        count(*) filter (where key_kind = 'lead') as lead_keys,
        min(first_seen_at) as first_known_at
    from person_keys
    group by person_id
),

anonymous as (
    select
        visitor_persons.person_id,
        false as is_identified,
        0 as email_keys,
        0 as phone_keys,
        0 as lead_keys,
        cast(null as timestamp) as first_known_at
    from visitor_persons
    left join identified on visitor_persons.person_id = identified.person_id
    where identified.person_id is null
),

persons as (
    select * from identified
    union all
    select * from anonymous
),

final as (
    select
        persons.person_id,
        persons.is_identified,
        persons.email_keys,
        persons.phone_keys,
        persons.lead_keys,
        persons.first_known_at,
        accounts.account_key,
        accounts.country
    from persons
    left join accounts on persons.person_id = accounts.person_id
)

select * from final
