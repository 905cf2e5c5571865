-- One row per stage that a deal entered.
select
    deal_id,
    stage_id,
    date_trunc('second', changed_at) as changed_at
from deal_stages
order by all
