-- One row per run, attribution model, ledger entry and channel whose credit the run changed, and why.
with

earlier as (select * from {{ ref('stg_history__changes') }}),

tonight as (select * from {{ ref('int_credit_changes') }}),

{%- set columns -%}
    change_id, run_number, run_id, run_at, attribution_model, channel, conversion_id, conversion_type, counts_as, cause,
    currency,
    old_units, new_units, units_change, old_value_minor, new_value_minor, value_change_minor,
    old_value_reporting_minor, new_value_reporting_minor, value_reporting_change_minor,
    old_weight, new_weight
{%- endset %}

final as (
    select {{ columns }}
    from earlier
    union all
    select {{ columns }}
    from tonight
)

select * from final
