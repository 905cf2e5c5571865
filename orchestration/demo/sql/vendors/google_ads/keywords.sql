-- One row per keyword that is bid on.
select distinct
    criterion_id,
    ad_group_id,
    keyword as text,
    match_type,
    'ENABLED' as status
from placements
where platform = 'google_ads' and criterion_id is not null
order by criterion_id
