-- One row per strong key that names a person, with that person.
with

components as (select * from {{ ref('int_identity_components') }}),

keys as (select * from {{ ref('int_identity_keys') }}),

final as (
    select
        components.key,
        keys.key_kind,
        components.component as person_id,
        keys.first_seen_at
    from components
    inner join keys on components.key = keys.key
)

select * from final
