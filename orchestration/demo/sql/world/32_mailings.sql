-- One row per click in a mailing: of the visits by e-mail, and some that no visit followed.
create or replace table mail_clicks as
with clicked as (
    select
        visit_number as click_number,
        person_number,
        if(person_number < 0, started_at, later(started_at, -4)) as clicked_at,
        if(person_number < 0 or draw('mail cookie', visit_number) < 0.7, visitor_number, null)
            as visitor_number,
        strftime(started_at, 'letter-%Y-%m') as campaign,
        landing_path
    from visit_links
    where channel_code = 'email' and visit_kind = 'person'
    union all
    select
        -9000000000 - person_number, person_number,
        later(lead_at, spread('mail after', person_number, 2, 9) * 86400), null,
        'letter-welcome', '/guides/comparison-list'
    from leads
    where person_number >= 0 and draw('mail without visit', person_number) < 0.2
)

select
    'M-' || code('mail click', click_number) as click_id,
    clicked.*,
    contacts.email
from clicked
inner join contacts using (person_number)
where clicked_at < getvariable('window_end')::timestamp;
