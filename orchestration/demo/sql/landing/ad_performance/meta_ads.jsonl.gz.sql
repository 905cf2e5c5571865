-- One row per day, level and ids of Meta Ads, which has no keywords.
select * exclude (keyword_id, keyword, match_type)
from landed_ad_days where platform = 'meta_ads' order by all
