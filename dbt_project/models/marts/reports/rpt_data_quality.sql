-- One row per quality check, subject and day, with its value, its threshold and what it means.
with

quality_days as (select * from {{ ref('int_quality_days') }}),

checks as (select * from {{ ref('quality_checks') }}),

source_status as (select * from {{ ref('stg_door__source_status') }}),

files as (select * from {{ ref('stg_door__files') }}),

shared_keys as (select * from {{ ref('int_shared_keys') }}),

unexplained as (
    select distinct conversion_id from {{ ref('int_credit_changes') }} where cause = 'unknown'
),

latest as (select max(day) as day from quality_days),

measured as (
    select check_name, '' as subject, day, case when whole = 0 then 0 else 100.0 * part / whole end as measure
    from quality_days
    union all
    select
        'freshness', source_status.system, latest.day,
        {{ seconds_between('source_status.latest_event_at', 'source_status.checked_at') }} / 3600.0
    from source_status
    cross join latest
    where source_status.state <> 'off' and source_status.latest_event_at is not null and latest.day is not null
    union all
    select 'rejected_rows', system, {{ to_report_date('first_seen_at') }}, sum(rows_rejected)
    from files
    group by system, {{ to_report_date('first_seen_at') }}
    union all
    select 'shared_keys', '', latest.day, count(shared_keys.key)
    from latest
    left join shared_keys on true
    where latest.day is not null
    group by latest.day
    union all
    select 'unexplained_changes', '', latest.day, count(unexplained.conversion_id)
    from latest
    left join unexplained on true
    where latest.day is not null
    group by latest.day
),

final as (
    select
        {{ surrogate_key(['measured.check_name', 'measured.subject', 'measured.day']) }} as data_quality_id,
        measured.check_name,
        measured.subject,
        measured.day,
        cast(measured.measure as double) as value,
        cast(checks.threshold as double) as threshold,
        case when measured.measure > checks.threshold then 'warn' else 'ok' end as status,
        checks.unit,
        checks.detail
    from measured
    inner join checks on measured.check_name = checks.check_name
)

select * from final
