-- One row per conversion that an ad platform claims, with the sale of ours that it means (null: none of ours).
with

claims as (select * from {{ ref('stg_landing__platform_conversions') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

versions as (
    select
        claims.*,
        row_number() over (
            partition by platform, conversion_id order by extracted_at desc, order_id asc, converted_at asc
        ) as version_rank
    from claims
),

sales as (
    select
        conversion_id,
        coalesce(order_id, opportunity_id) as sale_order_id,
        conversion_date,
        row_number() over (
            partition by coalesce(order_id, opportunity_id) order by conversion_at, conversion_id
        ) as sale_rank
    from conversions
    where conversion_type in ('sale', 'order')
),

final as (
    select
        versions.platform,
        versions.conversion_id as claim_id,
        versions.order_id,
        {{ to_report_date('versions.converted_at') }} as claim_date,
        sales.conversion_id,
        sales.conversion_date,
        count(*) over (partition by sales.conversion_id) as claims_of_sale
    from versions
    left join sales on versions.order_id = sales.sale_order_id and sales.sale_rank = 1
    where versions.version_rank = 1
)

select * from final
