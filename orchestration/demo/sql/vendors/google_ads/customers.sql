-- One row per Google Ads account.
select
    account_id as customer_id,
    account_name as descriptive_name,
    currency as currency_code,
    time_zone,
    true as auto_tagging_enabled
from ad_accounts
where platform = 'google_ads'
