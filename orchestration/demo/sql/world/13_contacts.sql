-- One row per lead or subscriber (or user of a shared device) with mail and phone. Phones lie
-- in ranges kept for fiction, each of them one person's. One lead in a hundred writes from the
-- company's shared mailbox.
create or replace table contacts as
with known_people as (
    select person_number, true as is_lead from leads
    union
    select person_number, false as is_lead from visits
    where visit_kind = 'person'
        and (channel_code = 'email' or person_number % 400 in (0, 1))
        and person_number not in (select person_number from leads)
),

numbered as (
    select
        *,
        row_number() over (partition by is_lead, country order by person_number) as number_in_country
    from known_people
    inner join people using (person_number)
)

select
    person_number,
    is_lead,
    (500000 + person_number)::varchar as contact_id,
    if(
        is_lead and draw('shared mailbox', person_number) < 0.01,
        'info',
        'p' || lpad(person_number::varchar, 7, '0')
    ) || '@lab-' || lpad(company_number::varchar, 5, '0') || '.example' as email,
    case
        when not is_lead then null
        when country = 'US' and number_in_country < 800
            then '+1' || [202, 206, 212, 213, 303, 312, 415, 617][1 + number_in_country // 100]
            || '55501' || lpad((number_in_country % 100)::varchar, 2, '0')
        when country = 'DE' and number_in_country < 1000
            then '+493023125' || lpad(number_in_country::varchar, 3, '0')
        when country = 'FR' and number_in_country < 10000
            then '+3319900' || lpad(number_in_country::varchar, 4, '0')
        when country = 'GB' and number_in_country <= 600
            then '020 7946 ' || lpad((number_in_country + 199)::varchar, 4, '0')
        when country = 'GB' and number_in_country <= 1600
            then '0161 496 ' || lpad((number_in_country - 601)::varchar, 4, '0')
    end as phone,
    country,
    'Lab ' || lpad(company_number::varchar, 5, '0') as company,
    (800000 + company_number)::varchar as company_id,
    currency
from numbered;
