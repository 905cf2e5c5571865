-- One row, of the run that builds the warehouse.
-- None once that run has been published: what dbt builds by itself afterwards is no night of its own.
with

tonight as (select * from {{ source('history', 'tonight') }}),

runs as (select * from {{ source('history', 'runs') }}),

newest as (select coalesce(max(run_number), 0) as run_number from runs),

final as (
    select
        tonight.run_number,
        tonight.run_id,
        tonight.run_at,
        tonight.last_run_at,
        tonight.fingerprint,
        tonight.rules_changed,
        tonight.has_other_ledger_rules,
        tonight.has_other_touch_rules,
        tonight.has_other_credit_rules
    from tonight
    cross join newest
    where tonight.run_number > newest.run_number
)

select * from final
