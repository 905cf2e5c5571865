-- One row per unbroken run of won of a deal: one sale each, with the moment it was lost again.
with

deals as (select * from {{ ref('int_deals') }}),

turns as (select * from {{ ref('int_deal_turns') }}),

-- Turns alternate: after a win comes its loss, and before it the loss of the win before.
runs as (
    select
        crm,
        opportunity_id,
        is_won,
        is_present,
        amount_minor,
        changed_at as turned_at,
        lag(changed_at) over (partition by crm, opportunity_id order by state_number) as lost_before_at,
        lead(is_present) over (partition by crm, opportunity_id order by state_number) as is_lost_by_present,
        lead(is_won) over (partition by crm, opportunity_id order by state_number) is not null as is_lost,
        lead(changed_at) over (partition by crm, opportunity_id order by state_number) as lost_at,
        lead(amount_minor) over (partition by crm, opportunity_id order by state_number) as lost_amount_minor,
        lead(state_number, 2) over (partition by crm, opportunity_id order by state_number) is not null as is_won_again
    from turns
),

wins as (
    select
        runs.crm,
        runs.opportunity_id,
        deals.person_id,
        deals.created_at,
        -- The close date speaks for the win that holds; where it is older than the last loss it is the former win's.
        case
            when not runs.is_lost
                and deals.closed_at is not null
                and (runs.lost_before_at is null or deals.closed_at > runs.lost_before_at) then deals.closed_at
            else greatest(runs.turned_at, coalesce(runs.lost_before_at, runs.turned_at))
        end as won_at,
        runs.is_lost,
        case when runs.is_lost then greatest(coalesce(runs.lost_at, runs.turned_at), runs.turned_at) end
            as lost_again_at,
        deals.currency,
        -- Amounts are what the CRM says today; only a former win keeps the amount that it was lost with.
        case
            when runs.is_won_again then coalesce(runs.lost_amount_minor, runs.amount_minor, deals.amount_minor)
            else deals.amount_minor
        end as amount_minor
    from runs
    inner join deals
        on runs.crm = deals.crm
        and runs.opportunity_id = deals.opportunity_id
    -- A history newer than its deal is not a win until the deal says so too.
    where runs.is_won
        and not coalesce(runs.is_lost_by_present and deals.updated_at < runs.turned_at, false)
),

final as (
    select
        crm,
        opportunity_id,
        person_id,
        row_number() over (partition by crm, opportunity_id order by won_at, lost_again_at nulls last) as won_number,
        is_lost,
        currency,
        amount_minor,
        created_at,
        won_at,
        lost_again_at
    from wins
)

select * from final
