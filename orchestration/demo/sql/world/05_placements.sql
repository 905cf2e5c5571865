-- One row per place where an ad is bought: ad group, ad and keyword, as far as the platform has
-- them. Weight is its share of its channel's clicks, click price in the account's currency.
create or replace table placements as
select
    line as placement_number,
    campaigns.platform,
    ad_accounts.account_id,
    ad_accounts.currency,
    ad_accounts.time_zone,
    campaign_id,
    campaigns.campaign_name,
    campaigns.campaign_type,
    campaigns.channel_code,
    ad_group_id,
    ad_group_name,
    ad_id,
    ad_name,
    criterion_id,
    keyword,
    match_type,
    network,
    landing_path,
    click_price,
    weight
from (
    values
    (1, '21000001', '22000001', 'Fernhill exact', '23000001', 'Fernhill official',
        '24000001', 'fernhill instruments', 'EXACT', 'SEARCH', '/', 1.12, 18),
    (2, '21000001', '22000001', 'Fernhill exact', '23000001', 'Fernhill official',
        '24000002', 'fernhill sensor login', 'PHRASE', 'SEARCH', '/', 1.00, 6),
    (3, '21000002', '22000002', 'Humidity', '23000002', 'Humidity to 0.5 %',
        '24000003', 'lab humidity sensor', 'EXACT', 'SEARCH', '/sensors/humidity', 6.50, 18),
    (4, '21000002', '22000002', 'Humidity', '23000003', 'Humidity, next day',
        '24000004', 'hygrometer calibrated', 'PHRASE', 'SEARCH', '/sensors/humidity', 5.25, 10),
    (5, '21000002', '22000003', 'Pressure', '23000004', 'Barometers for labs',
        '24000005', 'precision barometer', 'BROAD', 'SEARCH', '/sensors/pressure', 4.75, 12),
    (6, '21000002', '22000003', 'Pressure', '23000004', 'Barometers for labs',
        null, null, null, 'SEARCH', '/sensors/pressure', 3.00, 5),
    (7, '21000002', '22000002', 'Humidity', '23000002', 'Humidity to 0.5 %',
        '24000003', 'lab humidity sensor', 'EXACT', 'SEARCH_PARTNERS', '/sensors/humidity', 2.75, 5),
    (8, '21000003', '22000004', 'Prüflabor', '23000005', 'Kalibrierung ab Werk',
        '24000006', 'sensor kalibrierung', 'PHRASE', 'SEARCH', '/de/kalibrierung', 4.25, 14),
    (9, '21000003', '22000004', 'Prüflabor', '23000005', 'Kalibrierung ab Werk',
        '24000007', 'wetterstation labor', 'BROAD', 'SEARCH', '/de/kalibrierung', 3.25, 6),
    (10, '21000004', '22000005', 'O''Brien & "friends"', '23000006', '<b>Spring</b> offer',
        '24000008', 'weather sensor "offer"', 'BROAD', 'SEARCH', '/offers/spring', 3.75, 6),
    (11, '21000011', '22000006', 'Past visitors', '23000007', 'Banner 300x250',
        null, null, null, 'CONTENT', '/offers/spring', 0.88, 70),
    (12, '21000011', '22000007', 'Trade press', '23000008', 'Banner 728x90',
        null, null, null, 'CONTENT', '/sensors', 0.75, 30),
    (13, '21000021', '22000008', 'Lab managers', '23000009', 'Tour, 45 s',
        null, null, null, 'YOUTUBE', '/guides/inside-the-lab', 0.62, 100),
    (14, '21000031', null, null, null, null,
        null, null, null, 'MIXED', '/sensors', 2.25, 100),
    (20, '31000001', '32000001', 'Sensors', '33000001', 'Sensors, calibrated',
        '34000001', 'lab sensors uk', 'Exact', 'Bing', '/sensors', 3.50, 60),
    (21, '31000001', '32000001', 'Sensors', '33000001', 'Sensors, calibrated',
        '34000002', 'weather logger', 'Phrase', 'Bing', '/sensors/logger', 2.75, 25),
    (22, '31000002', '32000002', '"Group"; <i>', '33000002', 'Ad </script>',
        '34000003', 'cheap <sensor>', 'Broad', 'Bing', '/offers/spring', 2.00, 15),
    (30, '41000001', '42000001', 'UK lab managers', '43000001', 'Carousel A',
        null, null, null, 'facebook', '/guides/choosing-a-sensor', 1.50, 55),
    (31, '41000001', '42000001', 'UK lab managers', '43000002', 'Video B ☀',
        null, null, null, 'instagram', '/guides/choosing-a-sensor', 1.25, 20),
    (32, '41000002', '42000002', 'Cart left', '43000003', 'Catalogue',
        null, null, null, 'facebook', '/shop', 2.00, 25),
    (40, '51000001', '52000001', 'Lab directors', '53000001', 'White paper',
        null, null, null, 'linkedin', '/guides/white-paper', 10.50, 100)
) as listed (
    line, campaign_id, ad_group_id, ad_group_name, ad_id, ad_name,
    criterion_id, keyword, match_type, network, landing_path, click_price, weight
)
inner join campaigns using (campaign_id)
inner join ad_accounts using (platform);

create or replace table placement_slots as
select
    slot::bigint as slot,
    channel_code,
    placement_number
from range(100) as slots (slot)
inner join (
    select
        channel_code,
        placement_number,
        sum(weight) over (partition by channel_code order by placement_number) - weight as slot_from,
        sum(weight) over (partition by channel_code order by placement_number) as slot_to
    from placements
) as shares on slot >= slot_from and slot < slot_to;
