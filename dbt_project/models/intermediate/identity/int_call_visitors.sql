-- One row per call whose visitor is known: the call names it, or a number was leased to it at the time.
{% set grace_seconds = 1800 %}
with

calls as (select * from {{ ref('int_calls') }}),

leases as (select * from {{ ref('int_number_leases') }}),

covered as (
    select
        calls.call_id,
        leases.visitor_id,
        leases.leased_from,
        row_number() over (
            partition by calls.call_id order by leases.leased_from desc, leases.visitor_id asc
        ) as lease_rank
    from calls
    inner join leases
        on calls.tracking_number = leases.tracking_number
        and calls.started_at >= leases.leased_from
        and calls.started_at <= {{ add_seconds('leases.leased_until', grace_seconds) }}
),

final as (
    select
        calls.call_id,
        calls.started_at,
        calls.caller_phone_key,
        coalesce(calls.visitor_id, covered.visitor_id) as visitor_id,
        covered.visitor_id is not null as is_leased,
        case
            when coalesce(calls.visitor_id, covered.visitor_id) = covered.visitor_id then covered.leased_from
        end as leased_from
    from calls
    left join covered on calls.call_id = covered.call_id and covered.lease_rank = 1
    where coalesce(calls.visitor_id, covered.visitor_id) is not null
)

select * from final
