-- One row per deal with the moments of its stages; what lies after the window has not happened.
-- One customer in four buys again: that later deal's cause is the earlier sale ('customer').
create or replace table deals as
with first_deals as (
    select
        person_number * 4 as deal_number,
        person_number,
        later(lead_at, spread('deal', person_number, 1800, 6 * 86400)) as created_at,
        cause,
        cause_visit_number
    from leads
    where not is_spam and draw('has deal', person_number) < 0.7
),

moved as (
    select
        *,
        later(created_at, spread('qualify', deal_number, 3600, 3 * 86400)) as qualified_at,
        case
            when draw('propose', deal_number) < 0.85
                then later(created_at, spread('proposal', deal_number, 4 * 86400, 10 * 86400))
        end as proposal_at
    from first_deals
),

closed as (
    select
        *,
        later(
            coalesce(proposal_at, qualified_at), spread('close', deal_number, 2 * 86400, 30 * 86400)
        ) as close_at,
        proposal_at is not null and draw('win', deal_number) < 0.58 as wins
    from moved
),

repeated as (
    select * from closed
    union all
    select
        deal_number + 1,
        person_number,
        later(close_at, spread('again', deal_number, 12 * 86400, 60 * 86400)) as created_again_at,
        'customer',
        null,
        later(created_again_at, 3600),
        later(created_again_at, 2 * 86400),
        later(created_again_at, spread('close again', deal_number, 3 * 86400, 20 * 86400)),
        draw('win again', deal_number) < 0.75
    from closed
    where wins and draw('again', person_number) < 0.25
)

select
    deal_number,
    (700000 + deal_number)::varchar as deal_id,
    person_number,
    created_at,
    if(qualified_at < getvariable('window_end')::timestamp, qualified_at, null) as qualified_at,
    if(proposal_at < getvariable('window_end')::timestamp, proposal_at, null) as proposal_at,
    if(wins and close_at < getvariable('window_end')::timestamp, close_at, null) as won_at,
    if(
        not wins and close_at < getvariable('window_end')::timestamp
        and draw('still open', deal_number) < 0.8,
        close_at, null
    ) as lost_at,
    round(exp(spread('amount', deal_number, 5.4, 8.6)), 2)::decimal(18, 2) as amount,
    currency,
    null::varchar as declared_source,
    draw('archived', deal_number) < 0.01 as is_archived,
    cause,
    cause_visit_number
from repeated
inner join people using (person_number)
where created_at < getvariable('window_end')::timestamp;
