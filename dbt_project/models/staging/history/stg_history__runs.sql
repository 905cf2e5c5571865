-- One row per published run before tonight.
with

runs as (select * from {{ source('history', 'runs') }}),

final as (
    select
        run_number,
        run_id,
        run_at,
        fingerprint,
        rules_changed
    from runs
)

select * from final
