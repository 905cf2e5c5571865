-- One row per strong key that belongs to no one person, with the reason it is left out of identity.
{% set most_neighbours = 10 %}
with

links as (select * from {{ ref('int_identity_links') }}),

keys as (select * from {{ ref('int_identity_keys') }}),

both_ways as (
    select key_a as key, key_b as neighbour from links
    union
    select key_b, key_a from links
),

-- Counted by kind and before components: a mailbox beside eleven CRM records is a mailbox.
beside as (
    select both_ways.key, keys.key_kind as beside_kind, count(*) as key_count
    from both_ways
    inner join keys on both_ways.neighbour = keys.key
    group by both_ways.key, keys.key_kind
),

crowded as (
    select key, max(key_count) as key_count
    from beside
    where key_count > {{ most_neighbours }}
    group by key
),

blocked as (select key from {{ ref('stg_door__blocked_keys') }}),

final as (
    select
        keys.key,
        case when blocked.key is not null then 'blocked' else 'crowded' end as reason,
        coalesce(crowded.key_count, 0) as key_count
    from keys
    left join crowded on keys.key = crowded.key
    left join blocked on keys.key = blocked.key
    where crowded.key is not null or blocked.key is not null
)

select * from final
