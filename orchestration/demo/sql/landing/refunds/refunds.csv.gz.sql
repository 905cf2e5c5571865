-- One row per refund, of a deal or of an order of the shop.
select
    refund_id,
    if(deal_id is null, null, 'hubspot') as crm,
    deal_id as opportunity_id,
    order_id,
    instant(refunded_at) as refunded_at,
    amount,
    currency
from refunds
order by refunded_at
