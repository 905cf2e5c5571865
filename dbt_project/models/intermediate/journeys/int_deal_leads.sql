-- One row per deal with a lead: of its persons' leads in its cycle the latest before the deal was created, else the
-- first before it closed.
with

deals as (select * from {{ ref('int_deals') }}),

deal_wins as (select * from {{ ref('int_deal_wins') }}),

cycles as (select * from {{ ref('int_cycles') }} where conversion_type = 'opportunity'),

journey_persons as (select * from {{ ref('int_journey_persons') }}),

leads as (select * from {{ ref('int_inquiries') }} where is_lead),

last_wins as (
    select crm, opportunity_id, max(won_at) as won_at
    from deal_wins
    group by crm, opportunity_id
),

candidates as (
    select
        deals.crm,
        deals.opportunity_id,
        leads.inquiry_id,
        leads.inquiry_at,
        row_number() over (
            partition by deals.crm, deals.opportunity_id
            order by
                case when leads.inquiry_at <= deals.created_at then 0 else 1 end,
                abs({{ seconds_between('leads.inquiry_at', 'deals.created_at') }}),
                leads.inquiry_id
        ) as lead_rank
    from deals
    inner join cycles
        on deals.crm = cycles.crm
        and deals.opportunity_id = cycles.opportunity_id
    inner join journey_persons on cycles.conversion_id = journey_persons.conversion_id
    inner join leads on journey_persons.person_id = leads.person_id
    left join last_wins
        on deals.crm = last_wins.crm
        and deals.opportunity_id = last_wins.opportunity_id
    where (cycles.cycle_started_after is null or leads.inquiry_at > cycles.cycle_started_after)
        and (
            leads.inquiry_at <= deals.created_at
            or leads.inquiry_at <= coalesce(
                last_wins.won_at, case when deals.is_closed then deals.closed_at end, leads.inquiry_at
            )
        )
),

final as (
    select crm, opportunity_id, inquiry_id as lead_inquiry_id, inquiry_at as lead_at
    from candidates
    where lead_rank = 1
)

select * from final
