-- One row per click that click_view knows: those with a gclid, with or without a page after it.
select
    click_id as gclid,
    click_date,
    campaign_id,
    ad_group_id,
    ad_id,
    criterion_id,
    keyword as keyword_text,
    match_type,
    network as ad_network_type,
    'URL_CLICKS' as click_type,
    if(network = 'SEARCH', 'SEARCH_TOP', 'MIXED') as slot,
    1 as page_number,
    device
from ad_clicks
where platform = 'google_ads' and click_parameter = 'gclid'
order by click_date, gclid
