-- One row per sale that a platform claims.
select
    platform,
    upper(left(platform, 1)) || '-' || deal_id as conversion_id,
    won_at as converted_at,
    deal_id as order_id,
    click_id,
    campaign_id,
    amount as value,
    currency
from claims
order by platform, conversion_id
