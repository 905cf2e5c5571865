-- One row per exchange rate of a day, as delivered.
with

fx_rates as (select * from {{ source('landing', 'fx_rates') }}),

final as (
    select
        upper(from_currency) as from_currency,
        upper(to_currency) as to_currency,
        rate,
        rate_date,
        extracted_at
    from fx_rates
)

select * from final
