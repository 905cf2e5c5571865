-- One row per deal of the CRM, with what it is worth net of refunds.
with

opportunities as (select * from {{ ref('int_opportunities') }}),

currencies as (select * from {{ ref('currencies') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

ledger as (
    select
        crm,
        opportunity_id,
        max(person_id) as person_id,
        min(case when conversion_type = 'sale' then conversion_at end) as won_at,
        sum(case when conversion_type = 'sale' then value_reporting else 0 end) as amount_reporting,
        sum(case when conversion_type = 'refund' then value_reporting else 0 end) as refunded_reporting,
        sum(case when counts_as = 'sale' then value_reporting else 0 end) as net_reporting
    from conversions
    where opportunity_id is not null
    group by crm, opportunity_id
),

final as (
    select
        opportunities.crm,
        opportunities.opportunity_id,
        ledger.person_id,
        coalesce(opportunities.pipeline, '(not set)') as pipeline,
        coalesce(opportunities.stage, '(not set)') as stage,
        coalesce(opportunities.stage_kind, '(not set)') as stage_kind,
        coalesce(opportunities.declared_source, '(none)') as declared_source,
        opportunities.currency,
        cast(opportunities.amount_minor / power(10, currencies.exponent) as decimal(18, 3)) as amount,
        '{{ var("reporting_currency") }}' as reporting_currency,
        cast(coalesce(ledger.amount_reporting, 0) as decimal(18, 3)) as amount_reporting,
        cast(coalesce(ledger.refunded_reporting, 0) as decimal(18, 3)) as refunded_reporting,
        cast(coalesce(ledger.net_reporting, 0) as decimal(18, 3)) as net_reporting,
        coalesce(opportunities.is_won, false) as is_won,
        coalesce(opportunities.is_closed, false) as is_closed,
        opportunities.created_at,
        ledger.won_at,
        opportunities.closed_at
    from opportunities
    left join currencies on opportunities.currency = currencies.currency
    left join ledger
        on opportunities.crm = ledger.crm
        and opportunities.opportunity_id = ledger.opportunity_id
    where not coalesce(opportunities.is_deleted, false)
)

select * from final
