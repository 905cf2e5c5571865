-- One row per Google ad group.
select distinct
    ad_group_id,
    campaign_id,
    ad_group_name as name,
    'ENABLED' as status
from placements
where platform = 'google_ads' and ad_group_id is not null
order by ad_group_id
