-- One row per entry of the conversion ledger, as the last published run had it.
with

conversions as (select * from {{ source('history', 'conversions') }}),

final as (
    select
        conversion_id,
        conversion_type,
        journey_conversion_id,
        person_id,
        lead_id,
        inquiry_type,
        record_id,
        declared_source,
        currency,
        value_minor,
        reporting_currency,
        value_reporting_minor,
        conversion_at
    from conversions
)

select * from final
