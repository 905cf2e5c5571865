-- One row per event that names a person or carries business, excluded events too: money always counts.
with

events as (select * from {{ ref('int_events_judged') }}),

currencies as (select * from {{ ref('currencies') }}),

final as (
    select
        events.event_id,
        events.visitor_id,
        events.user_id,
        events.form_id,
        events.order_id,
        events.email_key,
        events.email_domain,
        events.phone_key,
        events.event_type,
        events.currency,
        events.country,
        {{ minor_units('events.value', 'currencies.exponent') }} as value_minor,
        -- An event without a visitor has no session to lose.
        coalesce(events.exclusion_reason <> 'no_visitor', false) as is_excluded,
        events.event_at
    from events
    -- An order that names no currency counts in ours.
    left join currencies on coalesce(events.currency, '{{ var("reporting_currency") }}') = currencies.currency
    where coalesce(events.user_id, events.email_key, events.phone_key, events.form_id, events.order_id) is not null
        or events.event_type in ('form_submit', 'chat_start', 'identify', 'order')
)

select * from final
