-- One row per entry of the conversion ledger: what was reached, what was taken back, and what it is worth.
with

conversions as (select * from {{ ref('int_conversions') }}),

currencies as (select * from {{ ref('currencies') }}),

final as (
    select
        conversions.conversion_id,
        conversions.conversion_type,
        conversions.counts_as,
        conversions.journey_conversion_id,
        conversions.reverses_conversion_id,
        conversions.person_id,
        conversions.journey_owner_id,
        coalesce(conversions.account_key, '(none)') as account_key,
        conversions.crm,
        conversions.opportunity_id,
        conversions.order_id,
        conversions.lead_id,
        coalesce(conversions.inquiry_type, '(none)') as inquiry_type,
        conversions.record_id,
        coalesce(conversions.declared_source, '(none)') as declared_source,
        coalesce(conversions.country, '(not set)') as country,
        conversions.is_repeat_customer,
        cast(conversions.units as bigint) as units,
        conversions.currency,
        cast(conversions.value_minor as bigint) as value_minor,
        cast(conversions.value_minor / power(10, own.exponent) as decimal(18, 3)) as value,
        conversions.reporting_currency,
        cast(conversions.value_reporting_minor as bigint) as value_reporting_minor,
        cast(conversions.value_reporting_minor / power(10, reporting.exponent) as decimal(18, 3)) as value_reporting,
        conversions.conversion_date,
        conversions.event_date,
        conversions.conversion_at
    from conversions
    left join currencies as own on conversions.currency = own.currency
    left join currencies as reporting on conversions.reporting_currency = reporting.currency
)

select * from final
