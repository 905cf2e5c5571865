-- One row per person who got anywhere, with when they first became a lead, an opportunity and a customer.
with

originals as (select * from {{ ref('int_original_conversions') }}),

-- Sales that were taken back made nobody a customer.
final as (
    select
        person_id,
        min(case when conversion_type = 'lead' then conversion_at end) as lead_at,
        min(case when conversion_type = 'opportunity' then conversion_at end) as opportunity_at,
        min(case when conversion_type in ('sale', 'order') and voided_at is null then conversion_at end) as won_at
    from originals
    group by person_id
)

select * from final
