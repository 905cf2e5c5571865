-- One row per person who was persuaded, with the recorded cause: the first visit whose channel
-- persuaded, or 'baseline' where the person would have come to buy without any marketing.
create or replace table persuasions as
with effective_visits as (
    select
        person_number,
        min(visit_number) as visit_number,
        arg_min(channel_code, visit_number) as channel_code
    from visits
    inner join channels using (channel_code)
    where visit_kind = 'person'
        and draw('persuade', visit_number) < effect * getvariable('persuasion')
    group by person_number
),

baseline as (
    select person_number, min(visit_number) as visit_number
    from visits
    where visit_kind = 'person'
        and draw('baseline', person_number) < 0.008 * getvariable('persuasion')
    group by person_number
)

select
    person_number,
    coalesce(baseline.visit_number, effective_visits.visit_number) as cause_visit_number,
    if(baseline.visit_number is null, effective_visits.channel_code, 'baseline') as cause
from effective_visits
full outer join baseline using (person_number);
