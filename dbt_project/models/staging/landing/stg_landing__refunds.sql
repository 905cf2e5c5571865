-- One row per version of a refund.
with

refunds as (select * from {{ source('landing', 'refunds') }}),

final as (
    select
        refund_id,
        lower(crm) as crm,
        opportunity_id,
        order_id,
        amount,
        upper(currency) as currency,
        refunded_at,
        extracted_at
    from refunds
)

select * from final
