-- One row per conversion type, data-driven model and channel with its weight, as the last published run had it.
with

weights as (select * from {{ source('history', 'weights') }}),

final as (
    select
        conversion_type,
        attribution_model,
        channel,
        weight
    from weights
)

select * from final
