-- One row per refund of a sale or an order, in the currency of its sale.
-- It belongs to the sale that stood when it was paid; what a reversal took back cannot be refunded again.
-- A refund above the amount is kept as it is: the net may fall below zero, as it did in the bank.
with

refunds as (select * from {{ ref('int_refunds') }}),

sales as (select * from {{ ref('int_original_conversions') }} where conversion_type in ('sale', 'order')),

rates as (select * from {{ ref('int_reporting_rates') }}),

pairs as (
    select
        refunds.refund_id, refunds.refunded_at, refunds.currency as refund_currency, refunds.amount_minor,
        sales.conversion_id as sale_id, sales.currency, sales.conversion_at as sold_at, sales.voided_at
    from refunds
    inner join sales
        on refunds.crm = sales.crm
        and refunds.opportunity_id = sales.opportunity_id
    union all
    select
        refunds.refund_id, refunds.refunded_at, refunds.currency, refunds.amount_minor,
        sales.conversion_id, sales.currency, sales.conversion_at, sales.voided_at
    from refunds
    inner join sales on refunds.order_id = sales.order_id
    where refunds.opportunity_id is null
),

-- Of a deal that was won twice: the latest win before the refund, else the first one.
ranked as (
    select
        *,
        row_number() over (
            partition by refund_id
            order by
                case when sold_at <= refunded_at then 0 else 1 end,
                abs({{ seconds_between('sold_at', 'refunded_at') }}),
                sale_id
        ) as sale_rank
    from pairs
),

final as (
    select
        ranked.refund_id,
        ranked.sale_id,
        ranked.currency,
        case
            when coalesce(ranked.refund_currency, ranked.currency) = ranked.currency then ranked.amount_minor
            else
                {{ whole_units('ranked.amount_minor * refund_rates.minor_rate / sale_rates.minor_rate') }}
        end as amount_minor,
        ranked.refunded_at
    from ranked
    left join rates as refund_rates
        on ranked.refund_currency = refund_rates.currency
        and {{ to_report_date('ranked.sold_at') }} >= refund_rates.valid_from
        and {{ to_report_date('ranked.sold_at') }} < refund_rates.valid_to
    left join rates as sale_rates
        on ranked.currency = sale_rates.currency
        and {{ to_report_date('ranked.sold_at') }} >= sale_rates.valid_from
        and {{ to_report_date('ranked.sold_at') }} < sale_rates.valid_to
    where ranked.sale_rank = 1
        and (ranked.voided_at is null or ranked.refunded_at < ranked.voided_at)
)

select * from final
