-- One row per stretch of time in which a tracking number was shown to one visitor.
with

number_leases as (select * from {{ source('landing', 'number_leases') }}),

final as (
    select
        tracking_number,
        visitor_id,
        leased_from,
        leased_until,
        extracted_at
    from number_leases
)

select * from final
