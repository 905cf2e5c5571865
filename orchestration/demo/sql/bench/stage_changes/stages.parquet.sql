-- One row per stage that a deal entered; a deal opened again keeps its first end.
select
    'hubspot' as crm,
    'opportunity' as object_type,
    deal_id as object_id,
    changed_at,
    stage_id as to_stage
from deal_stages
where deal_number not in (select deal_number from reversals)
order by object_id, changed_at
