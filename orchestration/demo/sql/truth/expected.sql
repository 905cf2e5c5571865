-- One row per figure that a correct run must find again.
with figures as (
    select 'deliveries' as figure, count(*)::double as value from deliveries
    union all
    select 'events', count(distinct event_id) from deliveries
    union all
    select 'duplicate_deliveries', count(*) - count(distinct event_id) from deliveries
    union all
    select 'late_events', count(distinct event_id) from deliveries
    where received_at > event_at + interval 1 day
    union all
    select 'events_' || visit_kind, count(distinct event_id) from deliveries group by visit_kind
    union all
    select 'page_views', count(distinct event_id) from deliveries where event_type = 'page_view'
    union all
    select 'events_analytics_denied', count(distinct event_id) from deliveries
    where consent_analytics = 'denied'
    union all
    select 'events_without_visitor', count(distinct event_id) from deliveries
    where visitor_id is null
    union all
    select 'orders', count(distinct order_id) from deliveries where order_id is not null
    union all
    select 'people_who_asked', count(*) from leads
    union all
    select 'hubspot_deals', count(*) from deals
    union all
    select 'hubspot_deals_archived', count(*) from deals where is_archived
    union all
    select 'hubspot_deals_ever_won', count(*) from deals where won_at is not null and not is_archived
    union all
    select 'hubspot_won_' || lower(currency), sum(amount) from deals
    where won_at is not null and not is_archived group by currency
    union all
    select 'hubspot_standing_' || lower(currency), sum(amount) from deals
    left join reversals using (deal_number)
    where won_at is not null and not is_archived
        and (reversed_at is null or won_again_at is not null)
    group by currency
    union all
    select 'refunded_' || lower(currency), sum(amount) from refunds group by currency
    union all
    select 'spend_' || platform || '_' || lower(currency), sum(cost_micros) / 1000000
    from ad_days inner join placements using (placement_number) group by platform, currency
    union all
    select 'clicks_' || platform, sum(clicks)
    from ad_days inner join placements using (placement_number) group by platform
    union all
    select 'rejected_web_events', 5
    union all
    select 'rejected_refunds', 2
    union all
    select 'landed_clicks_' || platform, count(*) from ad_clicks where is_landed group by platform
)

from figures order by figure
