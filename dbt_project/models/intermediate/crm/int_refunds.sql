-- One row per refund of a deal or an order: its newest version.
with

refunds as (select * from {{ ref('stg_landing__refunds') }}),

currencies as (select * from {{ ref('currencies') }}),

ranked as (
    select
        *,
        row_number() over (
            partition by refund_id
            order by
                extracted_at desc,
                {{ surrogate_key(['crm', 'opportunity_id', 'order_id', 'amount', 'currency', 'refunded_at']) }}
        ) as version_number
    from refunds
),

final as (
    select
        ranked.refund_id,
        ranked.crm,
        ranked.opportunity_id,
        ranked.order_id,
        ranked.currency,
        {{ minor_units('ranked.amount', 'currencies.exponent') }} as amount_minor,
        ranked.refunded_at
    from ranked
    left join currencies on ranked.currency = currencies.currency
    where ranked.version_number = 1
)

select * from final
