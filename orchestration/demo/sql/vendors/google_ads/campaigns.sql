-- One row per Google campaign.
select
    campaign_id,
    '4441112222' as customer_id,
    campaign_name as name,
    if(campaign_id = '21000004', 'PAUSED', 'ENABLED') as status,
    campaign_type as advertising_channel_type
from campaigns
where platform = 'google_ads'
order by campaign_id
