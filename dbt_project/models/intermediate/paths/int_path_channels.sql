-- One row per channel with its number, by which paths name it: lists of small numbers are cheap to compare.
select
    channel,
    cast(row_number() over (order by sort_order, channel) as integer) as channel_number
from {{ ref('channels') }}
