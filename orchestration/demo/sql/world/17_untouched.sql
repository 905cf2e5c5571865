-- Business that no tracker saw: six deals in the CRM without any touch (three say who sent them),
-- and a trade show whose visitors phone the number on the stand's brochure.
insert into people
select
    -100 - number, 'untouched-' || number, 'prospect', 'GB', 'GBP', 'en-GB', 900000 + number,
    0, 0, 1, 1, null, 'granted'
from range(1, 7) as numbers (number);

insert into contacts
select
    -100 - number, true, (400000 + number)::varchar,
    'q' || number || '@untouched-' || number || '.example', null, 'GB',
    'Untouched ' || number, (890000 + number)::varchar, 'GBP'
from range(1, 7) as numbers (number);

insert into deals
select
    -400 - number, (600000 + number)::varchar, -100 - number,
    getvariable('window_start')::timestamp + to_days((number * 20)::integer) + interval 9 hours,
    null,
    getvariable('window_start')::timestamp + to_days((number * 20 + 3)::integer) + interval 10 hours,
    getvariable('window_start')::timestamp + to_days((number * 20 + 12)::integer) + interval 11 hours,
    null, 900 + number * 350.25, 'GBP',
    if(number % 2 = 1, 'Referral partner', null), false,
    if(number % 2 = 1, 'referral_partner', 'unknown'), null
from range(1, 7) as numbers (number);

-- One row per person who phoned from the trade show; every fifth call is too short to count.
create or replace table show_calls as
select
    number as show_number,
    -200 - number as person_number,
    'S-' || lpad(number::varchar, 4, '0') as show_lead_id,
    later(
        getvariable('window_start')::timestamp + interval 130 days + interval 9 hours,
        number * 1740 + spread('stand', number, 0, 900)
    ) as called_at,
    '0114 496 ' || lpad(number::varchar, 4, '0') as phone,
    if(number % 5 = 0, 12, whole('talk', number, 45, 500)) as duration_seconds,
    round(spread('show amount', number, 500, 6000), 2)::decimal(18, 2) as amount,
    number % 3 = 1 as has_deal,
    number % 6 = 1 as is_won
from range(1, 22) as numbers (number);

insert into people
select
    person_number, 'show-' || show_number, 'prospect', 'GB', 'GBP', 'en-GB', 910000 + show_number,
    0, 0, 1, 1, null, 'granted'
from show_calls;
