-- One row per deal: whose it is.
select
    'hubspot' as crm,
    deal_id as opportunity_id,
    contact_id as lead_id,
    true as is_primary
from deals
inner join contacts using (person_number)
order by opportunity_id
