-- One row per pair of currencies and stretch of days (half-open) in which one rate holds.
with

fx_rates as (select * from {{ ref('stg_landing__fx_rates') }}),

ranked as (
    select
        from_currency,
        to_currency,
        rate_date,
        cast(rate as double) as rate,
        row_number() over (
            partition by from_currency, to_currency, rate_date order by extracted_at desc, rate asc
        ) as version_number
    from fx_rates
    where rate > 0
),

final as (
    select
        from_currency,
        to_currency,
        rate,
        rate_date as valid_from,
        coalesce(
            lead(rate_date) over (partition by from_currency, to_currency order by rate_date),
            date '9999-12-31'
        ) as valid_to
    from ranked
    where version_number = 1
)

select * from final
