-- One row per conversion with a journey, and the win after which its cycle began (none in its owner's first cycle).
with

originals as (select * from {{ ref('int_original_conversions') }} where conversion_type <> 'repeat_inquiry'),

wins as (select * from {{ ref('int_wins') }}),

-- A deal begins a new cycle if another was won at or before it was created. A lead does so only strictly after a win:
-- who is entered and won within one instant has one cycle.
closings as (
    select
        originals.conversion_id,
        wins.conversion_id as closing_conversion_id,
        wins.won_at,
        row_number() over (
            partition by originals.conversion_id order by wins.won_at desc, wins.conversion_id desc
        ) as win_rank
    from originals
    inner join wins
        on originals.journey_owner_id = wins.journey_owner_id
        and originals.opened_at >= wins.won_at
    where originals.conversion_id <> wins.conversion_id
        and not coalesce(
            originals.crm = wins.crm and originals.opportunity_id = wins.opportunity_id, false
        )
        and (originals.conversion_type in ('opportunity', 'sale') or originals.opened_at > wins.won_at)
),

final as (
    select
        originals.conversion_id,
        originals.conversion_type,
        originals.person_id,
        originals.crm,
        originals.opportunity_id,
        closings.closing_conversion_id,
        originals.opened_at,
        originals.conversion_at,
        closings.won_at as cycle_started_after
    from originals
    left join closings on originals.conversion_id = closings.conversion_id and closings.win_rank = 1
)

select * from final
