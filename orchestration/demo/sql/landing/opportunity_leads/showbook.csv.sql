-- One row per trade-show deal: whose it is.
select
    'showbook' as crm,
    'SO-' || show_number as opportunity_id,
    show_lead_id as lead_id,
    true as is_primary
from show_calls
where has_deal
order by opportunity_id
