-- One row per conversion as it first happened, before any refund or reversal.
with

lead_conversions as (select * from {{ ref('int_lead_conversions') }}),

deals as (select * from {{ ref('int_deals') }}),

deal_wins as (select * from {{ ref('int_deal_wins') }}),

orders as (select * from {{ ref('int_orders') }}),

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
        conversion_id,
        conversion_type,
        person_id,
        crm,
        opportunity_id,
        order_id,
        lead_id,
        won_number,
        inquiry_type,
        record_id,
        declared_source,
        country,
        currency,
        value_minor,
        opened_at,
        conversion_at,
        voided_at
    from unioned
)

select * from final
