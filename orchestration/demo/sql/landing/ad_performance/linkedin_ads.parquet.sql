-- One row per day, level and ids of LinkedIn Ads, billed in euros.
select * exclude (keyword_id, keyword, match_type)
from landed_ad_days where platform = 'linkedin_ads' order by all
