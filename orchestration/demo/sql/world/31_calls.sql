-- One row per tracked call from a page: the leads' calls, a closing call of some won deals, and
-- calls that were missed or cut short. Numbers of the pool are leased in turn.
create or replace table calls as
with calling as (
    select
        person_number * 4 as call_number,
        person_number,
        visit_number,
        lead_at as called_at,
        whole('talk', person_number, 45, 1500) as duration_seconds,
        true as is_answered
    from leads
    where lead_kind = 'call'
    union all
    select
        visits.person_number * 4 + 1, visits.person_number, visits.visit_number,
        later(started_at, page_views * seconds_between_pages),
        if(draw('missed', visits.visit_number) < 0.5, 0, whole('short', visits.visit_number, 4, 29)),
        draw('missed', visits.visit_number) >= 0.5
    from visits
    inner join leads using (person_number)
    where started_at > lead_at and draw('calls again', visits.visit_number) < 0.08
    qualify row_number() over (partition by visits.person_number order by started_at) = 1
    union all
    select -4, -1, -13, timestamp '2026-03-20 09:45:00', 420, true
    where exists (select 1 from visits where visit_number = -13)
)

select
    calling.*,
    'CAL' || upper(code('call', call_number)) as call_id,
    '+442079460' || (
        900 + row_number() over (order by called_at, call_number) % 60
    )::varchar as tracking_number,
    visitor_number,
    started_at as leased_from,
    later(
        started_at, if(person_number = -1, 1800, page_views * seconds_between_pages + 900)
    ) as leased_until
from calling
inner join visits using (visit_number, person_number);
