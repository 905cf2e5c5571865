-- One row per deal that began at the trade show; its book knows the day of a win, not the hour.
select
    'showbook' as crm,
    'SO-' || show_number as opportunity_id,
    later(called_at, 3 * 86400) as created_at,
    amount,
    'GBP' as currency,
    if(is_won, 'won', 'negotiation') as stage,
    is_won,
    is_won as is_closed,
    if(is_won, (later(called_at, 14 * 86400))::date, null) as closed_at,
    'Trade show' as declared_source
from show_calls
where has_deal
order by opportunity_id
