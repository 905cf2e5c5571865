-- One row per revision of a delivery, as the ledger of the last run left it.
with

deliveries as (select * from {{ source('ledger', 'deliveries') }}),

final as (
    select
        destination,
        account,
        action,
        conversion_key,
        revision,
        kind,
        state,
        reason,
        platform_key,
        value_minor,
        currency,
        attribution_basis,
        attempts,
        batch_id,
        run_id,
        error_code,
        policy_version,
        event_at,
        first_sent_at,
        last_sent_at,
        next_attempt_at,
        created_at,
        updated_at,
        extracted_at
    from deliveries
)

select * from final
