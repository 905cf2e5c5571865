-- One row per attribution model, ledger entry and touchpoint with its credit and its part of the entry's value.
-- A refund or reversal takes back what the touchpoint had before it less what it has after, so that all nets to zero.
{{ config(materialized='view') }}
with

conversions as (select * from {{ ref('int_conversions') }} where conversion_type <> 'repeat_inquiry'),

credits as (select * from {{ ref('int_attribution_unioned') }}),

-- Looked up as rows and added: four joins side by side would hold all amounts in memory four times.
entry_amounts as (
    select conversion_id, journey_conversion_id, net_after_minor as amount_minor, 1 as own_sign, 0 as reporting_sign
    from conversions
    union all
    select conversion_id, journey_conversion_id, net_before_minor, -1, 0 from conversions
    union all
    select conversion_id, journey_conversion_id, net_after_reporting_minor, 0, 1 from conversions
    union all
    select conversion_id, journey_conversion_id, net_before_reporting_minor, 0, -1 from conversions
),

-- One number is found several times faster than three texts.
parts as (
    select
        {{ row_key('allocated.attribution_model, entry_amounts.conversion_id, allocated.touchpoint_id') }} as entry_key,
        sum(allocated.allocated_minor * entry_amounts.own_sign) as value_minor,
        sum(allocated.allocated_minor * entry_amounts.reporting_sign) as value_reporting_minor
    from {{ ref('int_allocated_amounts') }} as allocated
    inner join entry_amounts
        on allocated.conversion_id = entry_amounts.journey_conversion_id
        and allocated.amount_minor = entry_amounts.amount_minor
    group by 1
),

entries as (
    select
        conversions.*,
        credits.attribution_model,
        credits.touchpoint_id,
        credits.credit,
        {{ row_key('credits.attribution_model, conversions.conversion_id, credits.touchpoint_id') }} as entry_key
    from conversions
    inner join credits on conversions.journey_conversion_id = credits.conversion_id
),

final as (
    select
        entries.attribution_model,
        entries.conversion_id,
        entries.journey_conversion_id,
        entries.conversion_type,
        entries.counts_as,
        entries.person_id,
        entries.touchpoint_id,
        entries.currency,
        entries.credit,
        entries.credit * entries.units as attributed_units,
        cast(coalesce(parts.value_minor, 0) as {{ dbt.type_bigint() }}) as attributed_value_minor,
        case
            when entries.value_reporting_minor is not null
                then cast(coalesce(parts.value_reporting_minor, 0) as {{ dbt.type_bigint() }})
        end as attributed_value_reporting_minor,
        entries.conversion_date,
        entries.event_date
    from entries
    left join parts on entries.entry_key = parts.entry_key
)

select * from final
