-- One row per sale with its recorded cause; 'baseline' would have come without marketing.
select
    deals.deal_id as sale_id,
    'deal' as sale_kind,
    true_person_id,
    won_at as sold_at,
    amount,
    deals.currency,
    coalesce(channel, cause) as cause,
    cause_visit_number,
    is_archived,
    reversed_at,
    won_again_at,
    deals.declared_source
from deals
inner join people using (person_number)
left join channels on cause = channel_code
left join reversals using (deal_number)
where won_at is not null
union all
select
    order_id, 'order', true_person_id, ordered_at, amount, orders.currency,
    coalesce(channel, cause), visit_number, false, null, null, null
from orders
inner join people using (person_number)
left join channels on cause = channels.channel_code
union all
select
    'SO-' || show_number, 'show deal', true_person_id, later(called_at, 14 * 86400), amount, 'GBP',
    'Offline', null, false, null, null, 'Trade show'
from show_calls
inner join people using (person_number)
where is_won
order by sold_at, sale_id
