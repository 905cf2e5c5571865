-- One row per published run: when it was, and which rules it had.
with

earlier as (select * from {{ ref('stg_history__runs') }}),

tonight as (select * from {{ ref('stg_history__tonight') }}),

final as (
    select run_number, run_id, run_at, fingerprint, rules_changed from earlier
    union all
    select run_number, run_id, run_at, fingerprint, rules_changed from tonight
)

select * from final
