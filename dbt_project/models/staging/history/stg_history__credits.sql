-- One row per attribution model, ledger entry and channel, as the last published run had it.
with

credits as (select * from {{ source('history', 'credits') }}),

final as (
    select
        attribution_model,
        conversion_id,
        channel,
        conversion_type,
        counts_as,
        currency,
        attributed_units,
        attributed_value_minor,
        attributed_value_reporting_minor
    from credits
)

select * from final
