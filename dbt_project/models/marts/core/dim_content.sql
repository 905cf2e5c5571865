-- One row per content (the page that a touchpoint landed on), with when it first and last brought somebody.
with

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

final as (
    select
        content,
        case when content in ('(none)', '(not set)') then content else split_part(content, '/', 2) end as section,
        cast(count(*) as bigint) as touchpoints,
        cast(count(distinct person_id) as bigint) as persons,
        min(report_date) as first_seen_date,
        max(report_date) as last_seen_date
    from touchpoints
    group by content
)

select * from final
