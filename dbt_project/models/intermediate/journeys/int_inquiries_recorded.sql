-- One row per inquiry, however many tables recorded it under one form or conversation id.
-- What stood within ten minutes is matched already; a form tool that stamps its own time is matched here by the id.
{% set repeat_seconds = var('lead_repeat_days') * 86400 %}
with

matched as (select * from {{ ref('int_inquiries_matched') }}),

single as (select * from matched where only_table is not null and form_id is not null),

gaps as (
    select
        *,
        lag(inquiry_at) over (
            partition by person_id, form_id order by inquiry_at, source_rank, record_id
        ) as previous_at
    from single
),

chained as (
    select
        *,
        sum(
            case when {{ seconds_between('previous_at', 'inquiry_at') }} <= {{ repeat_seconds }} then 0 else 1 end
        ) over (
            partition by person_id, form_id
            order by inquiry_at, source_rank, record_id
            rows between unbounded preceding and current row
        ) as chain_number
    from gaps
),

posts as (
    select
        *,
        row_number() over (
            partition by person_id, form_id, chain_number, only_table order by inquiry_at, record_id
        ) as post_number
    from chained
),

ranked as (
    select
        *,
        row_number() over (
            partition by person_id, form_id, chain_number, post_number order by inquiry_at, source_rank, record_id
        ) as inquiry_rank
    from posts
),

final as (
    select
        matched.inquiry_id,
        matched.person_id,
        matched.record_type,
        matched.record_id,
        matched.inquiry_type,
        matched.source_rank,
        matched.form_id,
        matched.visitor_id,
        matched.session_id,
        matched.country,
        matched.inquiry_at
    from matched
    left join ranked on matched.inquiry_id = ranked.inquiry_id
    where matched.is_lead and coalesce(ranked.inquiry_rank, 1) = 1
)

select * from final
