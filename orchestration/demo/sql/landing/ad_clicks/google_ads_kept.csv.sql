-- One row per Google click that is older than click_view tells of (90 days): kept from earlier
-- nights, a few days more than needed.
select * from landed_ad_clicks
where platform = 'google_ads' and clicked_on < getvariable('clock')::date - interval 85 days
order by clicked_on, click_id
