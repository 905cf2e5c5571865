-- One row per deal as it stands at the end.
select
    'hubspot' as crm,
    deal_id as opportunity_id,
    created_at,
    amount,
    deals.currency,
    case
        when won_at is not null then 'closedwon'
        when lost_at is not null then 'closedlost'
        when proposal_at is not null then 'proposal'
        when qualified_at is not null then 'qualified'
        else 'lead_in'
    end as stage,
    'default' as pipeline,
    won_at is not null as is_won,
    won_at is not null or lost_at is not null as is_closed,
    coalesce(won_at, lost_at) as closed_at,
    is_archived as is_deleted
from deals
order by opportunity_id
