-- One row per real person: where, whose employee, how many visits from when, which consent.
create or replace table people as
select
    person_number,
    'person-' || lpad(person_number::varchar, 7, '0') as true_person_id,
    case when person_number % 250 = 7 then 'employee' else 'prospect' end as person_kind,
    country,
    currency,
    language,
    whole('company', person_number, 1, getvariable('people')::bigint // 4 + 1) as company_number,
    case
        when person_number % 250 = 7 then 8
        else 1 + least(11, floor(-ln(1 - draw('visits', person_number)) * getvariable('loyalty')))
    end::bigint as planned_visits,
    whole('first day', person_number, 0, getvariable('days')::bigint - 1) as first_day,
    whole('rhythm', person_number, 1, 12) as days_between_visits,
    case
        when draw('devices', person_number) < 0.08 then 3
        when draw('devices', person_number) < 0.30 then 2
        else 1
    end::bigint as devices,
    case
        when draw('analytics consent', person_number) < 0.06 then 'denied'
        when draw('analytics consent', person_number) < 0.90 then 'granted'
    end as analytics_consent,
    case
        when draw('ads consent', person_number) < 0.12 then 'denied'
        when draw('ads consent', person_number) < 0.85 then 'granted'
    end as ads_consent
from (
    select number::bigint as person_number
    from range(getvariable('people')::bigint) as numbers (number)
)
inner join country_slots on slot = floor(draw('country', person_number) * 100)::bigint;
