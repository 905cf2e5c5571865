-- One row per stage that a trade-show deal entered.
select
    'showbook' as crm,
    'opportunity' as object_type,
    'SO-' || show_number as object_id,
    instant(later(called_at, days * 86400)) as changed_at,
    to_stage,
    amount
from show_calls
inner join (
    values (3, 'negotiation', false), (14, 'won', true)
) as steps (days, to_stage, needs_win) on not needs_win or is_won
where has_deal
order by object_id, changed_at
