-- One row per key that belongs to no one person: a shared mailbox of the block list.
with

blocked_keys as (select * from {{ source('door', 'blocked_keys') }}),

final as (select distinct key from blocked_keys)

select * from final
