-- One row per stretch of time in which a visitor is known to deny analytics (half-open).
with

consents as (select * from {{ ref('int_consents') }}),

analytics as (
    select subject as visitor_id, state, changed_at
    from consents
    where subject_kind = 'visitor' and purpose = 'analytics'
),

-- Few visitors ever deny: only theirs are put in order.
denying as (select distinct visitor_id from analytics where state = 'denied'),

ordered as (
    select
        analytics.visitor_id,
        analytics.state,
        analytics.changed_at as denied_from,
        lead(analytics.changed_at) over (
            partition by analytics.visitor_id order by analytics.changed_at
        ) as next_changed_at
    from analytics
    inner join denying on analytics.visitor_id = denying.visitor_id
),

final as (
    select
        visitor_id,
        denied_from,
        coalesce(next_changed_at, timestamp '9999-12-31 00:00:00') as denied_until
    from ordered
    where state = 'denied'
)

select * from final
