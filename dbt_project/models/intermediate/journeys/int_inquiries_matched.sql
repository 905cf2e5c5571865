-- One row per inquiry, however many tables recorded it within ten minutes.
-- Records chained by gaps of ten minutes are matched table by table: the first post in one table is the first in the
-- other, the second the second; so two posts of one form stay two. Calls are recorded once and never matched.
{% set match_seconds = 600 %}
with

records as (select * from {{ ref('int_inquiry_records') }}),

gaps as (
    select
        *,
        case when record_table = 'calls' then record_id else '' end as alone,
        lag(inquiry_at) over (
            partition by person_id, case when record_table = 'calls' then record_id else '' end
            order by inquiry_at, source_rank, record_id
        ) as previous_at
    from records
),

chained as (
    select
        *,
        sum(
            case when {{ seconds_between('previous_at', 'inquiry_at') }} <= {{ match_seconds }} then 0 else 1 end
        ) over (
            partition by person_id, alone
            order by inquiry_at, source_rank, record_id
            rows between unbounded preceding and current row
        ) as chain_number
    from gaps
),

posts as (
    select
        *,
        row_number() over (
            partition by person_id, alone, chain_number, record_table order by inquiry_at, record_id
        ) as post_number
    from chained
),

ranked as (
    select
        *,
        row_number() over (
            partition by person_id, alone, chain_number, post_number order by inquiry_at, source_rank, record_id
        ) as record_rank
    from posts
),

final as (
    select
        person_id,
        max(case when record_rank = 1 then {{ surrogate_key(['record_type', 'record_id']) }} end) as inquiry_id,
        max(case when record_rank = 1 then record_type end) as record_type,
        max(case when record_rank = 1 then record_id end) as record_id,
        max(case when record_rank = 1 then inquiry_type end) as inquiry_type,
        max(case when record_rank = 1 then source_rank end) as source_rank,
        case when min(record_table) = max(record_table) then min(record_table) end as only_table,
        max(form_id) as form_id,
        max(visitor_id) as visitor_id,
        max(session_id) as session_id,
        max(country) as country,
        -- What the chat tool says stands above the web event of the same chat.
        coalesce(
            max(case when record_table <> 'web_events' then {{ dbt.cast('is_lead', dbt.type_int()) }} end), 1
        ) = 1 as is_lead,
        min(inquiry_at) as inquiry_at
    from ranked
    group by person_id, alone, chain_number, post_number
)

select * from final
