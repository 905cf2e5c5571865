-- One row per Microsoft click id.
select * from landed_ad_clicks where platform = 'microsoft_ads' order by clicked_on, click_id
