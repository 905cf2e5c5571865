-- One row per person: where they first and last came from, how far they got, and what they are worth to date.
with

known_persons as (select * from {{ ref('int_persons') }}),

journey_owners as (select * from {{ ref('int_journey_owners') }} where record_type = 'person'),

touches as (select * from {{ ref('int_person_touches') }}),

sales as (select * from {{ ref('int_person_sales') }}),

-- A cookie that nobody has claimed is a person too, if it was here.
persons as (
    select person_id from known_persons
    union
    select person_id from touches
    union
    select person_id from sales
),

final as (
    select
        persons.person_id,
        known_persons.person_id is not null as is_identified,
        coalesce(known_persons.account_key, '(none)') as account_key,
        coalesce(journey_owners.journey_owner_id, persons.person_id) as journey_owner_id,
        coalesce(known_persons.country, '(not set)') as country,
        touches.first_seen_at,
        coalesce(touches.first_channel, '(none)') as first_channel,
        coalesce(touches.first_source, '(none)') as first_source,
        coalesce(touches.first_medium, '(none)') as first_medium,
        coalesce(touches.first_campaign, '(none)') as first_campaign,
        coalesce(touches.first_landing_page, '(none)') as first_landing_page,
        coalesce(touches.latest_channel, '(none)') as latest_channel,
        coalesce(touches.latest_source, '(none)') as latest_source,
        coalesce(touches.latest_medium, '(none)') as latest_medium,
        coalesce(touches.latest_campaign, '(none)') as latest_campaign,
        coalesce(sales.acquisition_channel, '(none)') as acquisition_channel,
        sales.lead_at,
        sales.opportunity_at,
        sales.customer_at,
        cast(coalesce(sales.orders, 0) as bigint) as orders,
        cast(coalesce(sales.lifetime_value, 0) as decimal(18, 3)) as lifetime_value,
        coalesce(sales.orders, 0) > 1 as is_repeat_customer,
        case when sales.orders > 0 then 'customer' else coalesce(touches.latest_stage, '(none)') end as journey_stage,
        touches.last_seen_at,
        cast(coalesce(touches.sessions, 0) as bigint) as sessions,
        cast(coalesce(touches.touchpoints, 0) as bigint) as touchpoints
    from persons
    left join known_persons on persons.person_id = known_persons.person_id
    left join journey_owners on persons.person_id = journey_owners.record_id
    left join touches on persons.person_id = touches.person_id
    left join sales on persons.person_id = sales.person_id
)

select * from final
