-- One row per entry of the ledger of conversions, in its own and in the reporting currency.
with

originals as (select * from {{ ref('int_original_conversions') }}),

takebacks as (select * from {{ ref('int_takebacks') }}),

rates as (select * from {{ ref('int_reporting_rates') }}),

wins as (select * from {{ ref('int_wins') }}),

persons as (select * from {{ ref('int_persons') }}),

entries as (
    select
        conversion_id, conversion_type, conversion_id as journey_conversion_id,
        cast(null as {{ dbt.type_string() }}) as reverses_conversion_id,
        record_id, 1 as units, cast(0 as {{ dbt.type_bigint() }}) as net_before_minor, value_minor as net_after_minor,
        conversion_at
    from originals
    union all
    select
        conversion_id, conversion_type, reverses_conversion_id, reverses_conversion_id,
        record_id, units, net_before_minor, net_after_minor, conversion_at
    from takebacks
),

first_wins as (
    select journey_owner_id, min(won_at) as first_won_at
    from wins
    group by journey_owner_id
),

-- A refund uses the rate of its sale, so that what was sold and given back nets to nothing.
rated as (
    select
        entries.*,
        originals.conversion_at as original_at,
        {{ to_report_date('originals.conversion_at') }} as conversion_date,
        case
            when entries.net_before_minor = 0 then 0
            else {{ whole_units('entries.net_before_minor * rates.minor_rate') }}
        end as net_before_reporting_minor,
        case
            when entries.net_after_minor = 0 then 0
            else {{ whole_units('entries.net_after_minor * rates.minor_rate') }}
        end as net_after_reporting_minor
    from entries
    inner join originals on entries.journey_conversion_id = originals.conversion_id
    left join rates
        on originals.currency = rates.currency
        and {{ to_report_date('originals.conversion_at') }} >= rates.valid_from
        and {{ to_report_date('originals.conversion_at') }} < rates.valid_to
),

final as (
    select
        rated.conversion_id,
        rated.conversion_type,
        -- A refund or a reversal counts where the conversion it corrects counts.
        originals.conversion_type as counts_as,
        rated.journey_conversion_id,
        rated.reverses_conversion_id,
        originals.person_id,
        originals.journey_owner_id,
        persons.account_key,
        originals.crm,
        originals.opportunity_id,
        originals.order_id,
        originals.lead_id,
        originals.inquiry_type,
        rated.record_id,
        originals.declared_source,
        coalesce(originals.country, persons.country) as country,
        originals.currency,
        '{{ var("reporting_currency") }}' as reporting_currency,
        rated.units,
        rated.net_before_minor,
        rated.net_after_minor,
        rated.net_before_reporting_minor,
        rated.net_after_reporting_minor,
        rated.net_after_minor - rated.net_before_minor as value_minor,
        rated.net_after_reporting_minor - rated.net_before_reporting_minor as value_reporting_minor,
        coalesce(first_wins.first_won_at < rated.original_at, false) as is_repeat_customer,
        rated.conversion_date,
        {{ to_report_date('rated.conversion_at') }} as event_date,
        rated.conversion_at
    from rated
    inner join originals on rated.journey_conversion_id = originals.conversion_id
    left join first_wins on originals.journey_owner_id = first_wins.journey_owner_id
    left join persons on originals.person_id = persons.person_id
)

select * from final
