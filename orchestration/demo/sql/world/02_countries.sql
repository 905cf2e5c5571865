-- One row per country that visitors come from: its share of a hundred, money and tongue.
create or replace table countries as
select
    country,
    currency,
    language,
    sum(share) over (order by line) - share as slot_from,
    sum(share) over (order by line) as slot_to
from (
    values
    (1, 'GB', 'GBP', 'en-GB', 46),
    (2, 'DE', 'EUR', 'de-DE', 18),
    (3, 'FR', 'EUR', 'fr-FR', 12),
    (4, 'US', 'GBP', 'en-US', 18),
    (5, 'CH', 'EUR', 'de-CH', 4),
    (6, null, 'GBP', 'en', 2)
) as listed (line, country, currency, language, share);

create or replace table country_slots as
select
    slot::bigint as slot,
    country,
    currency,
    language
from countries
inner join range(100) as slots (slot) on slot >= slot_from and slot < slot_to;
