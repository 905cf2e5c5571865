-- One row per event id that was delivered more than once: the delivery received first.
{{ config(materialized=growing(), unique_key='event_key') }}
with

events as (select * from {{ ref('int_events_delivered') }}),

-- Read a second time, because a CTE used twice is kept whole, and that would be every event in memory.
event_keys as (select event_key, load_id from {{ ref('int_events_delivered') }}),

-- Only ids that occur more than once are ranked: sorting every event would cost more than the rest of the step.
repeated as (
    select event_key
    from event_keys
    {% if is_incremental() %}
        where event_key in (select new_keys.event_key from event_keys as new_keys where {{ in_new_loads() }})
    {% endif %}
    group by event_key
    having count(*) > 1
),

ranked as (
    select
        events.*,
        row_number() over (
            partition by events.event_id
            order by events.received_at, events.content_key, events.event_at
        ) as delivery_number
    from events
    inner join repeated on events.event_key = repeated.event_key
),

final as (select * from ranked where delivery_number = 1)

select * from final
