-- One row per working day: pounds for a euro, invented; no rate at weekends.
select
    day::date as rate_date,
    'EUR' as from_currency,
    'GBP' as to_currency,
    round(0.855 + 0.012 * sin(epoch(day) / 1500000) + spread('rate', epoch(day), -0.003, 0.003), 5)
        as rate
from range(
    getvariable('window_start')::timestamp - interval 7 days,
    getvariable('window_end')::timestamp,
    interval 1 day
) as days (day)
where isodow(day) <= 5
order by rate_date
