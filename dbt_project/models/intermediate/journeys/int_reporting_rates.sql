-- One row per currency and stretch of days (half-open) with its rate into the reporting currency.
with

fx_rates as (select * from {{ ref('int_fx_rates') }}),

currencies as (select * from {{ ref('currencies') }}),

reporting as (select * from currencies where currency = '{{ var("reporting_currency") }}'),

rates as (
    select from_currency as currency, valid_from, valid_to, rate
    from fx_rates
    where to_currency = '{{ var("reporting_currency") }}' and from_currency <> to_currency
    union all
    select currency, date '0001-01-01', date '9999-12-31', 1.0
    from reporting
),

final as (
    select
        rates.currency,
        rates.rate,
        -- Minor units of the one in minor units of the other: 100 JPY have no sen, 1.000 BHD has a thousand fils.
        rates.rate * power(10.0, reporting.exponent - currencies.exponent) as minor_rate,
        rates.valid_from,
        rates.valid_to
    from rates
    inner join currencies on rates.currency = currencies.currency
    cross join reporting
)

select * from final
