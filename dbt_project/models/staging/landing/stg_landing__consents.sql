-- One row per change of a consent, by e-mail, phone or visitor.
with

consents as (select * from {{ source('landing', 'consents') }}),

final as (
    select
        email_key,
        phone_key,
        visitor_id,
        lower(purpose) as purpose,
        lower(state) as state,
        changed_at,
        extracted_at,
        load_id
    from consents
)

select * from final
