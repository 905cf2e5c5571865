-- One row per conversion with a journey: its person, its milestones, and where its touchpoints may lie.
with

-- The deal to ask about is a column: a condition on one side alone would turn the joins into nested loops.
cycles as (
    select *, case when conversion_type in ('opportunity', 'sale') then opportunity_id end as deal_id
    from {{ ref('int_cycles') }}
),

deal_leads as (select * from {{ ref('int_deal_leads') }}),

deals as (select * from {{ ref('int_deals') }}),

-- A milestone after the conversion is none of it.
milestones as (
    select
        cycles.*,
        case
            when cycles.conversion_type in ('lead', 'qualified_lead') then cycles.opened_at
            when deal_leads.lead_at <= cycles.conversion_at then deal_leads.lead_at
        end as lead_at,
        case when deals.created_at <= cycles.conversion_at then deals.created_at end as opportunity_at,
        case when cycles.conversion_type in ('sale', 'order') then cycles.conversion_at end as close_at
    from cycles
    left join deal_leads
        on cycles.crm = deal_leads.crm
        and cycles.deal_id = deal_leads.opportunity_id
    left join deals
        on cycles.crm = deals.crm
        and cycles.deal_id = deals.opportunity_id
),

-- The lookback counts in seconds from the lead, so that all between lead and close is always in.
final as (
    select
        milestones.conversion_id,
        milestones.conversion_type,
        milestones.person_id,
        milestones.lead_at,
        milestones.opportunity_at,
        milestones.close_at,
        coalesce(milestones.lead_at, milestones.conversion_at) as anchor_at,
        {{ add_seconds('coalesce(milestones.lead_at, milestones.conversion_at)', var('lookback_days') * -86400) }}
            as lookback_from,
        milestones.cycle_started_after,
        closings.cycle_started_after as previous_cycle_started_after,
        milestones.conversion_at
    from milestones
    left join cycles as closings on milestones.closing_conversion_id = closings.conversion_id
)

select * from final
