-- One row per deal as it stands at the clock.
with latest as (
    select
        deal_number,
        arg_max(stage_id, changed_at) as stage_id,
        max(changed_at) as changed_at,
        arg_max(changed_at, changed_at) filter (where stage_id in ('closedwon', 'closedlost')) as closed_at
    from deal_stages
    group by deal_number
)

select
    deal_id as id,
    date_trunc('second', deals.created_at) as created_at,
    date_trunc('second', changed_at) as updated_at,
    is_archived as archived,
    'Deal ' || deal_id || if(deals.deal_number % 97 = 0, ' <img src=x onerror=alert(1)>', '')
        as dealname,
    amount,
    currency as deal_currency_code,
    stage_id as dealstage,
    'default' as pipeline,
    date_trunc('second', coalesce(closed_at, deals.created_at + interval 30 days)) as closedate,
    declared_source
from deals
inner join latest using (deal_number)
order by id
