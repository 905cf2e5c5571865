-- One row per attribution model, ledger entry and channel with what the channel earned, as it stands tonight.
-- Exact sums: units are rounded before they are added, so that no order of adding can make a change.
with

credits as (select * from {{ ref('fct_attribution_credits') }}),

final as (
    select
        attribution_model,
        conversion_id,
        channel,
        conversion_type,
        counts_as,
        currency,
        cast(sum(cast(attributed_units as decimal(18, 9))) as decimal(18, 9)) as attributed_units,
        cast(sum(attributed_value_minor) as {{ dbt.type_bigint() }}) as attributed_value_minor,
        cast(sum(coalesce(attributed_value_reporting_minor, 0)) as {{ dbt.type_bigint() }})
            as attributed_value_reporting_minor
    from credits
    group by attribution_model, conversion_id, channel, conversion_type, counts_as, currency
)

select * from final
