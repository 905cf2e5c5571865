-- One row per sale or order that stands: what closes a cycle. Refunded ones do, reversed ones do not.
with

originals as (select * from {{ ref('int_original_conversions') }}),

final as (
    select
        conversion_id,
        conversion_type,
        journey_owner_id,
        crm,
        opportunity_id,
        order_id,
        opened_at,
        conversion_at as won_at
    from originals
    where conversion_type in ('sale', 'order') and voided_at is null
)

select * from final
