-- One row per stretch of time (half-open) in which a tracking number was shown to one visitor.
with

number_leases as (select * from {{ ref('stg_landing__number_leases') }}),

ranked as (
    select
        tracking_number,
        visitor_id,
        leased_from,
        leased_until,
        row_number() over (
            partition by tracking_number, leased_from
            order by extracted_at desc, leased_until desc, visitor_id asc
        ) as version_number
    from number_leases
),

final as (
    select tracking_number, visitor_id, leased_from, leased_until
    from ranked
    where version_number = 1
)

select * from final
