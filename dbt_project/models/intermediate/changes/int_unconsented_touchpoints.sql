-- One row per touchpoint that is gone from a journey, because what it began with is of somebody who denied analytics.
with

gone as (
    select distinct touchpoint_id, old_touchpoint_at
    from {{ ref('int_touch_changes') }}
    where is_gone
),

-- A denied event opens no session: this is the one that it would open. Few began when one is gone that did.
events as (
    select excluded.*
    from {{ ref('excluded_events') }} as excluded
    where excluded.reason = 'no_consent'
        and excluded.event_at in (select gone.old_touchpoint_at from gone)
),

records as (select * from {{ ref('int_unconsented_records') }}),

denied as (
    select {{ surrogate_key(['visitor_id', 'event_at', 'event_id']) }} as touchpoint_id from events
    union
    select {{ surrogate_key(['record_type', 'record_id']) }} from records
),

final as (
    select gone.touchpoint_id
    from gone
    inner join denied on gone.touchpoint_id = denied.touchpoint_id
)

select * from final
