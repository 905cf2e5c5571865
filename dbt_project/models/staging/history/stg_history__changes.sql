-- One row per change of credit that a run before tonight brought.
with

changes as (select * from {{ source('history', 'changes') }}),

final as (
    select
        change_id,
        run_number,
        run_id,
        run_at,
        attribution_model,
        channel,
        conversion_id,
        conversion_type,
        counts_as,
        cause,
        currency,
        old_units,
        new_units,
        units_change,
        old_value_minor,
        new_value_minor,
        value_change_minor,
        old_value_reporting_minor,
        new_value_reporting_minor,
        value_reporting_change_minor,
        old_weight,
        new_weight
    from changes
)

select * from final
