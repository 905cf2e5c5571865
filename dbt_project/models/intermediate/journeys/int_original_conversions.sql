-- One row per conversion as it first happened, before any refund or reversal.
with

lead_conversions as (select * from {{ ref('int_lead_conversions') }}),

deals as (select * from {{ ref('int_deals') }}),

deal_wins as (select * from {{ ref('int_deal_wins') }}),

orders as (select * from {{ ref('int_orders') }}),

journey_owners as (select * from {{ ref('int_journey_owners') }}),

unioned as (
    select
        conversion_id, conversion_type, person_id, crm, cast(null as {{ dbt.type_string() }}) as opportunity_id,
        cast(null as {{ dbt.type_string() }}) as order_id, lead_id, cast(null as {{ dbt.type_bigint() }}) as won_number,
        inquiry_type, record_id, declared_source, country, currency, value_minor,
        opened_at, conversion_at, voided_at
    from lead_conversions
    union all
    select
        {{ surrogate_key(["'opportunity'", 'crm', 'opportunity_id']) }}, 'opportunity', person_id, crm, opportunity_id,
        null, lead_id, null,
        null, opportunity_id, declared_source, country, currency, amount_minor,
        created_at, created_at, null
    from deals
    union all
    select
        {{ surrogate_key(["'sale'", 'deal_wins.crm', 'deal_wins.opportunity_id', 'deal_wins.won_number']) }}, 'sale',
        deal_wins.person_id, deal_wins.crm, deal_wins.opportunity_id, null, deals.lead_id, deal_wins.won_number,
        null, deal_wins.opportunity_id, deals.declared_source, deals.country,
        deal_wins.currency, deal_wins.amount_minor,
        deal_wins.created_at, deal_wins.won_at, deal_wins.lost_again_at
    from deal_wins
    inner join deals
        on deal_wins.crm = deals.crm
        and deal_wins.opportunity_id = deals.opportunity_id
    union all
    select
        {{ surrogate_key(["'order'", 'order_id']) }}, 'order', person_id, null, null,
        order_id, null, null,
        null, event_id, null, country, currency, value_minor,
        ordered_at, ordered_at, null
    from orders
),

final as (
    select
        unioned.conversion_id,
        unioned.conversion_type,
        unioned.person_id,
        coalesce(deal_owners.journey_owner_id, person_owners.journey_owner_id, unioned.person_id) as journey_owner_id,
        unioned.crm,
        unioned.opportunity_id,
        unioned.order_id,
        unioned.lead_id,
        unioned.won_number,
        unioned.inquiry_type,
        unioned.record_id,
        unioned.declared_source,
        unioned.country,
        unioned.currency,
        unioned.value_minor,
        unioned.opened_at,
        unioned.conversion_at,
        unioned.voided_at
    from unioned
    left join journey_owners as deal_owners
        on unioned.crm || ':' || unioned.opportunity_id = deal_owners.record_id
        and deal_owners.record_type = 'deal'
    left join journey_owners as person_owners
        on unioned.person_id = person_owners.record_id
        and person_owners.record_type = 'person'
)

select * from final
