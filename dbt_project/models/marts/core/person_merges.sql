-- One row per id that a person could have borne before, so that an old id still resolves.
with

person_keys as (select * from {{ ref('int_person_keys') }}),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

identifications as (select * from {{ ref('int_visitor_identifications') }}),

first_identified as (
    select visitor_id, min(identified_at) as identified_at
    from identifications
    group by visitor_id
),

-- The id is the smallest hash of a person's keys: every earlier id was the hash of one of them.
old_ids as (
    select md5(key) as old_person_id, person_id, first_seen_at as changed_at from person_keys
    union all
    select
        {{ surrogate_key(["'v:'", "visitor_persons.visitor_id"]) }},
        visitor_persons.person_id,
        first_identified.identified_at
    from visitor_persons
    inner join first_identified on visitor_persons.visitor_id = first_identified.visitor_id
    where visitor_persons.segment_number = 1
),

final as (
    select old_person_id, person_id, changed_at
    from old_ids
    where old_person_id <> person_id
)

select * from final
