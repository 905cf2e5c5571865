-- One row per stage that a deal has reached, in order.
create or replace table deal_stages as
select deal_number, deal_id, stage_id, changed_at
from (
    select deal_number, deal_id, 'lead_in' as stage_id, created_at as changed_at
    from deals where proposal_at is null or proposal_at > created_at
    union all
    select deal_number, deal_id, 'qualified', qualified_at from deals
    union all
    select deal_number, deal_id, 'proposal', proposal_at from deals
    union all
    select deal_number, deal_id, 'closedwon', won_at from deals
    union all
    select deal_number, deal_id, 'closedlost', lost_at from deals
)
where changed_at is not null;

-- One row per refund: of a deal (three in five partial) or of an order of the shop.
create or replace table refunds as
select
    'R-' || row_number() over (order by refunded_at, deal_id, order_id) as refund_id,
    *
from (
    select
        deal_id,
        null as order_id,
        later(won_at, spread('refund after', deal_number, 3 * 86400, 30 * 86400)) as refunded_at,
        if(
            draw('refund part', deal_number) < 0.6, round(amount * 0.25, 2), amount
        )::decimal(18, 2) as amount,
        currency
    from deals
    where won_at is not null and deal_number >= 0 and not is_archived
        and draw('refund', deal_number) < 0.08 and draw('opened again', deal_number) >= 0.04
    union all
    select
        null, order_id, later(ordered_at, 5 * 86400), amount, currency
    from orders
    where draw('refund', order_number) < 0.06
)
where refunded_at < getvariable('window_end')::timestamp;

-- One row per portal log-in: half of a lead's later visits, and all visits on shared devices.
create or replace table logins as
select
    visits.visit_number,
    visits.person_number,
    'user-' || lpad(visits.person_number::varchar, 7, '0') as user_id,
    contacts.email,
    later(started_at, 8) as logged_in_at
from visits
inner join contacts using (person_number)
left join leads using (person_number)
where visit_kind = 'person'
    and visits.person_number >= 0
    and contacts.email not like 'info@%'
    and (
        visits.person_number % 400 in (0, 1)
        or (started_at > lead_at and draw('log in', visits.visit_number) < 0.5)
    );

-- One row per won deal that was opened again: one in fifty lost for good, one won twice.
create or replace table reversals as
select
    deal_number,
    deal_id,
    won_at + interval 3 days as reversed_at,
    if(draw('opened again', deal_number) < 0.02, null, won_at + interval 6 days) as won_again_at
from deals
where deal_number >= 0 and not is_archived
    and draw('opened again', deal_number) < 0.04
    and won_at + interval 6 days < getvariable('window_end')::timestamp;

insert into deal_stages
select deal_number, deal_id, 'closedlost', reversed_at from reversals
union all
select deal_number, deal_id, 'closedwon', won_again_at from reversals where won_again_at is not null;

-- One row per post of a form: the lead's own, a hasty second one with the mail in capitals (one
-- in sixteen), and one more some weeks later from a device that told no cookie.
create or replace table form_posts as
with posted as (
    select
        person_number, visit_number, lead_at as posted_at, form_id, visitor_number, 0 as post
    from leads where lead_kind = 'form'
    union all
    select person_number, visit_number, later(lead_at, 150), form_id, visitor_number, 1
    from leads where lead_kind = 'form' and draw('posts twice', person_number) < 0.06
        and person_number >= 0
    union all
    select
        person_number, visit_number,
        later(lead_at, whole('posts again', person_number, 12, 60) * 86400), 'contact', null, 2
    from leads where draw('asks again', person_number) < 0.08 and person_number >= 0
)

select
    'F-' || upper(code('form post', person_number * 4 + post)) as submission_id,
    posted.*,
    if(post = 1, upper(email), email) as email,
    phone,
    contacts.country
from posted
inner join contacts using (person_number)
where posted_at < getvariable('window_end')::timestamp;
