-- One row per Google ad.
select
    ad_id,
    any_value(ad_group_id) as ad_group_id,
    any_value(ad_name) as name,
    'https://www.fernhill.example' || min(landing_path) as final_url,
    'ENABLED' as status
from placements
where platform = 'google_ads' and ad_id is not null
group by ad_id
order by ad_id
