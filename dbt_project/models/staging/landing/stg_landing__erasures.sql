-- One row per request to be forgotten.
with

erasures as (select * from {{ source('landing', 'erasures') }}),

final as (
    select
        email_key,
        phone_key,
        user_id,
        visitor_id,
        lead_id,
        requested_at,
        extracted_at
    from erasures
)

select * from final
