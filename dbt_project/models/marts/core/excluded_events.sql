-- One row per event that is kept out of sessions, with the reason.
with

excluded as (select * from {{ ref('int_excluded_events') }}),

final as (
    select
        event_id,
        coalesce(visitor_id, '(none)') as visitor_id,
        reason,
        {{ to_report_date('event_at') }} as report_date,
        event_at
    from excluded
)

select * from final
