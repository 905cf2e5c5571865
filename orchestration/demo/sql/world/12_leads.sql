-- One row per person who asked: by form, chat or tracked call, in the visit that persuaded
-- (nine in twenty) or in the one after it.
create or replace table leads as
with asked_in as (
    select
        persuasions.person_number,
        cause,
        cause_visit_number,
        coalesce(
            min(visit_number) filter (
                where visit_number > cause_visit_number
                    and draw('ask now', cause_visit_number) >= 0.45
            ),
            cause_visit_number
        ) as visit_number
    from persuasions
    inner join visits using (person_number)
    group by persuasions.person_number, cause, cause_visit_number
)

select
    asked_in.person_number,
    asked_in.visit_number,
    visitor_number,
    later(
        started_at,
        (page_views - 1) * seconds_between_pages + spread('ask', visit_number, 20, 120)
    ) as lead_at,
    case
        when draw('lead kind', asked_in.person_number) < 0.56 then 'form'
        when draw('lead kind', asked_in.person_number) < 0.78 then 'chat'
        else 'call'
    end as lead_kind,
    if(draw('which form', asked_in.person_number) < 0.6, 'demo-request', 'contact') as form_id,
    draw('spam', asked_in.person_number) < 0.02 as is_spam,
    cause,
    cause_visit_number
from asked_in
inner join visits using (visit_number);
