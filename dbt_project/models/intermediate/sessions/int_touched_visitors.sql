-- One row per visitor whose sessions this night may change. Empty when all sessions are built anew.
{% set held_sessions = grown_table('int_sessions_cut') %}
with

deliveries as (select event_key, visitor_id, query_key, load_id from {{ ref('int_events_delivered') }}),

consents as (select * from {{ ref('stg_landing__consents') }}),

visitor_persons as (select * from {{ ref('int_visitor_persons') }}),

landing_queries as (select * from {{ ref('int_landing_queries') }}),

built_loads as (select load_id from {{ built_loads() if held_sessions is not none else 'deliveries' }}),

news as (
    select deliveries.event_key, deliveries.visitor_id
    from deliveries
    left join built_loads on deliveries.load_id = built_loads.load_id
    where built_loads.load_id is null
),

touched as (
    select visitor_id from news
    union
    -- Whoever was told of an event that comes again.
    select earlier.visitor_id
    from {{ ref('int_events_delivered') }} as earlier
    inner join news on earlier.event_key = news.event_key
    union
    select consents.visitor_id
    from consents
    left join built_loads on consents.load_id = built_loads.load_id
    where built_loads.load_id is null
    union
    -- A campaign named by nothing but its id is evidence once the campaign is known: few, so all of them.
    select deliveries.visitor_id
    from deliveries
    inner join landing_queries on deliveries.query_key = landing_queries.query_key
    where landing_queries.gad_campaign_id is not null
        and not landing_queries.is_paid_click_id
        and coalesce(landing_queries.utm_source, landing_queries.utm_medium, landing_queries.utm_campaign) is null
    union
    -- Where a cookie changes hands, the evidence of any person may move the moment: few, so all of them.
    select visitor_id from visitor_persons where segment_number > 1
    {%- if held_sessions is not none %}
        union
        select visitor_id from {{ held_sessions }} where is_shared
    {%- endif %}
),

final as (
    select visitor_id
    from touched
    where visitor_id is not null and {{ 'true' if held_sessions is not none else 'false' }}
)

select * from final
