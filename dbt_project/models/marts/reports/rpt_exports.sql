-- One row per destination, day, state and reason, counting where the newest revision of each delivery stands.
with

deliveries as (select * from {{ ref('stg_ledger__deliveries') }}),

delivery_states as (select * from {{ ref('delivery_states') }}),

currencies as (select * from {{ ref('currencies') }}),

rates as (select * from {{ ref('int_fx_rates') }} where to_currency = '{{ var("reporting_currency") }}'),

revisions as (
    select
        deliveries.*,
        row_number() over (
            partition by destination, account, action, conversion_key order by revision desc
        ) as revision_rank
    from deliveries
),

valued as (
    select
        revisions.destination,
        {{ to_report_date('coalesce(revisions.event_at, revisions.created_at)') }} as day,
        coalesce(delivery_states.shown_as, revisions.state) as state,
        coalesce(revisions.reason, revisions.error_code, '') as reason,
        case
            when revisions.currency = '{{ var("reporting_currency") }}' then revisions.value_minor
            else revisions.value_minor * rates.rate
        end / power(10, coalesce(currencies.exponent, 0)) as amount,
        case when delivery_states.shown_as = 'accepted' then revisions.updated_at end as accepted_at
    from revisions
    left join delivery_states on revisions.state = delivery_states.state
    left join currencies on revisions.currency = currencies.currency
    left join rates
        on revisions.currency = rates.from_currency
        and cast(revisions.event_at as date) >= rates.valid_from
        and cast(revisions.event_at as date) < rates.valid_to
    where revisions.revision_rank = 1
),

final as (
    select
        {{ surrogate_key(['destination', 'day', 'state', 'reason']) }} as export_row_id,
        destination,
        day,
        state,
        reason,
        cast(count(*) as bigint) as rows,
        cast(coalesce(sum(amount), 0) as decimal(18, 3)) as value,
        max(max(accepted_at)) over (partition by destination) as last_success_at
    from valued
    group by destination, day, state, reason
)

select * from final
