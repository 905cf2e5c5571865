-- One row per ad campaign; some names are hostile on purpose, as user input is.
create or replace table ad_accounts as
from (
    values
    ('google_ads', '4441112222', 'Fernhill Instruments', 'GBP', 'Europe/London'),
    ('microsoft_ads', '180001', 'Fernhill Bing', 'GBP', 'Europe/London'),
    ('meta_ads', '990001', 'Fernhill Meta', 'GBP', 'Europe/London'),
    ('linkedin_ads', '507001', 'Fernhill LinkedIn', 'EUR', 'Europe/Berlin')
) as listed (platform, account_id, account_name, currency, time_zone);

create or replace table campaigns as
from (
    values
    ('google_ads', '21000001', 'Brand | Fernhill', 'SEARCH', 'paid_search_google'),
    ('google_ads', '21000002', 'Lab sensors | generic', 'SEARCH', 'paid_search_google'),
    ('google_ads', '21000003', 'Kalibrierung & Prüfung | DE', 'SEARCH', 'paid_search_google'),
    (
        'google_ads', '21000004', '<script>alert(1)</script> "Spring" & Söhne''s',
        'SEARCH', 'paid_search_google'
    ),
    ('google_ads', '21000011', 'Remarketing display', 'DISPLAY', 'display'),
    ('google_ads', '21000021', 'Inside the weather lab', 'VIDEO', 'video'),
    ('google_ads', '21000031', 'Spring performance max', 'PERFORMANCE_MAX', 'cross_network'),
    ('microsoft_ads', '31000001', 'Bing | lab sensors', 'Search', 'paid_search_bing'),
    (
        'microsoft_ads', '31000002', '</script><b>Bing</b>, "quoted"; drop table x --',
        'Search', 'paid_search_bing'
    ),
    ('meta_ads', '41000001', 'Prospecting ☀ lab managers', 'OUTCOME_LEADS', 'paid_social_meta'),
    ('meta_ads', '41000002', 'Retargeting | catalogue', 'OUTCOME_SALES', 'paid_social_meta'),
    (
        'linkedin_ads', '51000001', 'Décideurs labo 研究室', 'SPONSORED_UPDATES',
        'paid_social_linkedin'
    )
) as listed (platform, campaign_id, campaign_name, campaign_type, channel_code);
