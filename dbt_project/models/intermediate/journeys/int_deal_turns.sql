-- One row per moment at which a deal turned from not won to won, or back; what the deal says of itself comes last.
with

deals as (select * from {{ ref('int_deals') }}),

stage_changes as (select * from {{ ref('int_stage_changes') }} where object_type = 'opportunity'),

former_opportunities as (select * from {{ ref('int_former_opportunities') }}),

-- Where no stage change tells of a win, the versions of the deal do, in the order in which they were read.
states as (
    select
        deals.crm,
        deals.opportunity_id,
        coalesce(stage_changes.stage_kind = 'won', false) as is_won,
        stage_changes.amount_minor,
        false as is_present,
        stage_changes.changed_at,
        stage_changes.changed_at as known_at,
        0 as version_number,
        stage_changes.to_stage as tie_break
    from deals
    inner join stage_changes
        on deals.crm = stage_changes.crm
        and deals.opportunity_id = stage_changes.object_id
    union all
    select
        deals.crm,
        deals.opportunity_id,
        former_opportunities.is_won,
        former_opportunities.amount_minor,
        false,
        former_opportunities.changed_at,
        former_opportunities.extracted_at,
        former_opportunities.version_number,
        ''
    from deals
    inner join former_opportunities
        on deals.crm = former_opportunities.crm
        and deals.opportunity_id = former_opportunities.opportunity_id
    union all
    select
        crm,
        opportunity_id,
        is_won,
        amount_minor,
        true as is_present,
        case when is_won then coalesce(closed_at, updated_at, created_at) else coalesce(updated_at, closed_at) end,
        null,
        0,
        ''
    from deals
),

-- Within one instant a win is the last word, as a deal may be entered and won in one step.
ordered as (
    select
        *,
        row_number() over (
            partition by crm, opportunity_id
            order by is_present asc, known_at asc, version_number desc, is_won asc, tie_break asc
        ) as state_number
    from states
),

turning as (
    select
        *,
        lag(is_won) over (partition by crm, opportunity_id order by state_number) as was_won
    from ordered
),

final as (
    select
        crm,
        opportunity_id,
        is_won,
        amount_minor,
        is_present,
        changed_at,
        state_number
    from turning
    where is_won <> coalesce(was_won, false)
)

select * from final
