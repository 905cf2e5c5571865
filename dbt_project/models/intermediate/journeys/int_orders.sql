-- One row per web order, however often it was tracked: the earliest event of an order id counts.
-- Orders of bots and of visitors without consent are here too: they take away touches, never money.
with

event_details as (select * from {{ ref('int_event_details') }} where event_type = 'order'),

record_persons as (select * from {{ ref('int_record_persons') }} where record_type = 'event'),

ranked as (
    select
        *,
        coalesce(nullif(trim(order_id), ''), event_id) as known_order_id,
        row_number() over (
            partition by coalesce(nullif(trim(order_id), ''), event_id) order by event_at, event_id
        ) as event_rank
    from event_details
),

final as (
    select
        ranked.known_order_id as order_id,
        ranked.event_id,
        record_persons.person_id,
        coalesce(ranked.currency, '{{ var("reporting_currency") }}') as currency,
        ranked.country,
        coalesce(ranked.value_minor, 0) as value_minor,
        ranked.event_at as ordered_at
    from ranked
    inner join record_persons on ranked.event_id = record_persons.record_id
    where ranked.event_rank = 1
)

select * from final
