-- One row per strong key with the smallest key hash of its component (the model lists links and lone keys).
{{ config(materialized='connected_components') }}
with

keys as (select * from {{ ref('int_identity_keys') }}),

links as (select * from {{ ref('int_identity_links') }}),

shared_keys as (select * from {{ ref('int_shared_keys') }}),

usable as (
    select keys.key
    from keys
    left join shared_keys on keys.key = shared_keys.key
    where shared_keys.key is null
)

select key as key_a, key as key_b from usable
union
select links.key_a, links.key_b
from links
inner join usable as side_a on links.key_a = side_a.key
inner join usable as side_b on links.key_b = side_b.key
