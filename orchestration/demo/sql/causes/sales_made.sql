-- One row per sale that was made: what it is in every world of the same seed, and its id in this one.
select 'deal' as sale_kind, deal_number as sale_number, deal_id as sale_id
from deals
where won_at is not null
union all
select 'order', order_number, order_id
from orders
