-- One row per conversion that an ad platform claims.
with

platform_conversions as (select * from {{ source('landing', 'platform_conversions') }}),

final as (
    select
        lower(platform) as platform,
        conversion_id,
        order_id,
        click_id,
        campaign_id,
        value,
        upper(currency) as currency,
        converted_at,
        extracted_at
    from platform_conversions
)

select * from final
