-- One row per refund or reversal, with what was left of its conversion before and after it.
with

originals as (select * from {{ ref('int_original_conversions') }}),

refunds as (select * from {{ ref('int_sale_refunds') }}),

refunded as (
    select
        refunds.refund_id,
        refunds.sale_id,
        refunds.refunded_at,
        refunds.amount_minor,
        sum(refunds.amount_minor) over (
            partition by refunds.sale_id
            order by refunds.refunded_at, refunds.refund_id
            rows between unbounded preceding and current row
        ) as refunded_minor
    from refunds
),

totals as (
    select sale_id, sum(amount_minor) as refunded_minor
    from refunds
    group by sale_id
),

-- A refund returns money of a sale that stands (no unit); a reversal says there was none and takes what remains.
final as (
    select
        {{ surrogate_key(["'refund'", 'refunded.refund_id']) }} as conversion_id,
        'refund' as conversion_type,
        refunded.sale_id as reverses_conversion_id,
        refunded.refund_id as record_id,
        0 as units,
        cast(originals.value_minor - refunded.refunded_minor + refunded.amount_minor as {{ dbt.type_bigint() }})
            as net_before_minor,
        cast(originals.value_minor - refunded.refunded_minor as {{ dbt.type_bigint() }}) as net_after_minor,
        refunded.refunded_at as conversion_at
    from refunded
    inner join originals on refunded.sale_id = originals.conversion_id
    union all
    select
        {{ surrogate_key(["'reversal'", 'originals.conversion_id']) }},
        'reversal',
        originals.conversion_id,
        originals.record_id,
        -1,
        cast(originals.value_minor - coalesce(totals.refunded_minor, 0) as {{ dbt.type_bigint() }}),
        cast(0 as {{ dbt.type_bigint() }}),
        originals.voided_at
    from originals
    left join totals on originals.conversion_id = totals.sale_id
    where originals.voided_at is not null
)

select * from final
