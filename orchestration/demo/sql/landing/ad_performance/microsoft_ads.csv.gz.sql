-- One row per day, level and ids of Microsoft Ads.
select * from landed_ad_days where platform = 'microsoft_ads' order by all
