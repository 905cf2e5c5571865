-- One row per merge in the trade show's book; the second was a mistake and is undone.
select
    'showbook' as crm,
    later((select min(called_at) from show_calls), hours * 3600) as merged_at,
    from_id,
    into_id,
    is_unmerge
from (
    values
    (240, 'S-0003', 'S-0002', false),
    (250, 'S-0006', 'S-0005', false),
    (300, 'S-0006', 'S-0005', true)
) as listed (hours, from_id, into_id, is_unmerge)
order by merged_at
