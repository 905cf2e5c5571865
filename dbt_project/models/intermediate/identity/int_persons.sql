-- One row per person known by a strong key. A cookie that nobody has claimed is a person in the marts alone.
with

person_keys as (select * from {{ ref('int_person_keys') }}),

accounts as (select * from {{ ref('int_accounts') }}),

identified as (
    select
        person_id,
        count(*) filter (where key_kind = 'email') as email_keys,
        count(*) filter (where key_kind = 'phone') as phone_keys,
        count(*) filter (where key_kind = 'lead') as lead_keys,
        min(first_seen_at) as first_known_at
    from person_keys
    group by person_id
),

final as (
    select
        persons.person_id,
        persons.email_keys,
        persons.phone_keys,
        persons.lead_keys,
        persons.first_known_at,
        accounts.account_key,
        accounts.country
    from identified as persons
    left join accounts on persons.person_id = accounts.person_id
)

select * from final
