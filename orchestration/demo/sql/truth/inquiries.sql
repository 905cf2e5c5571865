-- One row per time a real person asked: first inquiries with their cause, and later form posts.
select
    true_person_id,
    lead_at as inquiry_at,
    lead_kind as inquiry_kind,
    true as is_first,
    is_spam,
    cause,
    cause_visit_number
from leads
inner join people using (person_number)
union all
select
    true_person_id, posted_at, 'form', false, false, null, null
from form_posts
inner join people using (person_number)
where post > 0
order by inquiry_at, true_person_id
