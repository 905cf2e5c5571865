-- One row per group of inquiries of one person: the first, and all within the days of a repeat after it.
-- The days are fixed from the first of a group, so each start hops to the first inquiry beyond its own days.
{% set repeat_micros = var('lead_repeat_days') * 86400 * 1000000 %}
with recursive

inquiries as (
    select person_id, inquiry_at from {{ ref('int_inquiries_recorded') }}
    union
    select person_id, inquiry_at from {{ ref('int_crm_inquiries') }}
),

hops as (
    select
        person_id,
        inquiry_at,
        min(inquiry_at) over (
            partition by person_id
            order by {{ epoch_micros('inquiry_at') }}
            range between {{ repeat_micros + 1 }} following and unbounded following
        ) as next_group_at,
        row_number() over (partition by person_id order by inquiry_at) as inquiry_number
    from inquiries
),

starts as (
    select person_id, inquiry_at as group_first_at, next_group_at
    from hops
    where inquiry_number = 1
    union all
    select hops.person_id, hops.inquiry_at, hops.next_group_at
    from starts
    inner join hops
        on starts.person_id = hops.person_id
        and starts.next_group_at = hops.inquiry_at
),

final as (select person_id, group_first_at, next_group_at from starts)

select * from final
