-- One row per contact that HubSpot still has: all that is known of where the lead came from and how it went on.
-- Nothing known is null, and null never overwrites anything in the CRM.
with

leads as (select * from {{ ref('prep_hubspot__leads') }}),

touches as (select * from {{ ref('prep_hubspot__lead_touches') }}),

journeys as (select * from {{ ref('prep_hubspot__lead_journeys') }}),

credits as (select * from {{ ref('prep_hubspot__lead_credits') }}),

deals as (select * from {{ ref('prep_hubspot__lead_deals') }}),

persons as (select * from {{ ref('dim_persons') }}),

final as (
    select
        leads.lead_id,
        original_touches.channel as original_channel,
        original_touches.source as original_source,
        original_touches.medium as original_medium,
        original_touches.campaign as original_campaign,
        original_touches.ad_group as original_ad_group,
        original_touches.ad as original_ad,
        original_touches.keyword as original_keyword,
        original_touches.platform as original_platform,
        original_touches.landing_page as original_landing_page,
        original_touches.referrer as original_referrer,
        original_touches.touch_type as original_touch_type,
        original_touches.touchpoint_at as original_touch_at,
        lead_touches.channel as lead_channel,
        lead_touches.source as lead_source,
        lead_touches.medium as lead_medium,
        lead_touches.campaign as lead_campaign,
        lead_touches.ad_group as lead_ad_group,
        lead_touches.ad as lead_ad,
        lead_touches.keyword as lead_keyword,
        lead_touches.platform as lead_platform,
        lead_touches.landing_page as lead_landing_page,
        lead_touches.referrer as lead_referrer,
        lead_touches.touch_type as lead_touch_type,
        lead_touches.touchpoint_at as lead_touch_at,
        latest_touches.channel as latest_channel,
        latest_touches.source as latest_source,
        latest_touches.medium as latest_medium,
        latest_touches.campaign as latest_campaign,
        latest_touches.ad_group as latest_ad_group,
        latest_touches.ad as latest_ad,
        latest_touches.keyword as latest_keyword,
        latest_touches.platform as latest_platform,
        latest_touches.landing_page as latest_landing_page,
        latest_touches.referrer as latest_referrer,
        latest_touches.touch_type as latest_touch_type,
        latest_touches.touchpoint_at as latest_touch_at,
        customer_touches.channel as customer_channel,
        customer_touches.source as customer_source,
        customer_touches.medium as customer_medium,
        customer_touches.campaign as customer_campaign,
        customer_touches.keyword as customer_keyword,
        leads.lead_at as lead_captured_at,
        leads.lead_captured_by,
        leads.lead_form,
        journeys.first_seen_at,
        journeys.last_seen_at,
        cast(floor({{ seconds_between('journeys.first_seen_at', 'leads.lead_at') }} / 86400) as bigint) as days_to_lead,
        cast(floor({{ seconds_between('leads.lead_at', 'deals.first_opportunity_at') }} / 86400) as bigint)
            as days_to_opportunity,
        cast(floor({{ seconds_between('leads.lead_at', 'leads.customer_at') }} / 86400) as bigint) as days_to_customer,
        cast(journeys.touchpoints as bigint) as touchpoints,
        cast(journeys.touchpoints_before_lead as bigint) as touchpoints_before_lead,
        cast(journeys.sessions as bigint) as sessions,
        cast(journeys.page_views as bigint) as page_views,
        cast(journeys.email_visits as bigint) as email_visits,
        cast(journeys.paid_touchpoints as bigint) as paid_touchpoints,
        cast(journeys.direct_touchpoints as bigint) as direct_touchpoints,
        cast(journeys.channels as bigint) as channels,
        cast(journeys.forms as bigint) as forms,
        cast(journeys.chats as bigint) as chats,
        cast(journeys.calls as bigint) as calls,
        journeys.journey_path,
        persons.journey_stage,
        credits.credited_conversion,
        credits.first_touch_channel,
        credits.last_touch_channel,
        credits.first_non_direct_channel,
        credits.last_non_direct_channel,
        credits.linear_channel,
        credits.position_based_channel,
        credits.time_decay_channel,
        credits.u_shaped_channel,
        credits.w_shaped_channel,
        credits.full_path_channel,
        cast(deals.opportunities as bigint) as opportunities,
        cast(deals.open_opportunities as bigint) as open_opportunities,
        cast(deals.won_opportunities as bigint) as won_opportunities,
        deals.net_revenue,
        deals.refunded_amount,
        leads.customer_at,
        deals.last_won_at,
        cast(persons.orders as bigint) as orders,
        persons.lifetime_value,
        '{{ var("reporting_currency") }}' as reporting_currency,
        persons.acquisition_channel,
        persons.is_repeat_customer,
        leads.person_id
    from leads
    left join touches as original_touches
        on leads.lead_id = original_touches.lead_id and original_touches.role = 'original'
    left join touches as lead_touches on leads.lead_id = lead_touches.lead_id and lead_touches.role = 'lead'
    left join touches as latest_touches on leads.lead_id = latest_touches.lead_id and latest_touches.role = 'latest'
    left join touches as customer_touches
        on leads.lead_id = customer_touches.lead_id and customer_touches.role = 'customer'
    left join journeys on leads.lead_id = journeys.lead_id
    left join credits on leads.person_id = credits.person_id
    left join deals on leads.person_id = deals.person_id
    left join persons on leads.person_id = persons.person_id
)

select * from final
