-- One row per post of a form, as the form tool keeps it.
select
    submission_id,
    instant(later(posted_at, 1)) as submitted_at,
    form_posts.form_id,
    if(visitor_number is null, null, 'v' || code('visitor', visitor_number)) as visitor_id,
    email,
    phone,
    form_posts.country,
    'https://www.fernhill.example/' || if(form_posts.form_id = 'contact', 'contact', 'demo')
        as page_url,
    if(post = 0 and click_parameter = 'gclid', click_id, null) as gclid,
    if(post = 0 and click_parameter = 'msclkid', click_id, null) as msclkid
from form_posts
inner join (
    select visit_number, click_parameter, click_id from visit_links
) as links using (visit_number)
order by submitted_at, submission_id
