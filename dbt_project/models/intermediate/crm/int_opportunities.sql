-- One row per deal as the CRM says today.
{% set crm_tz = "'" ~ var('crm_tz') ~ "'" %}
with

opportunities as (select * from {{ ref('int_opportunities_unioned') }}),

stages as (select * from {{ ref('int_crm_stages') }}),

stage_changes as (select * from {{ ref('int_stage_changes') }}),

currencies as (select * from {{ ref('currencies') }}),

staged as (
    select
        opportunities.*,
        stages.stage as stage_name,
        -- What the deal says of itself stands above what its stage is called.
        case
            when opportunities.is_won then 'won'
            when stages.stage_kind = 'won' and opportunities.is_won is null then 'won'
            when opportunities.is_closed and coalesce(stages.stage_kind, '') <> 'won' then 'lost'
            when stages.stage_kind = 'lost' and opportunities.is_closed is null then 'lost'
            when stages.stage_kind in ('lead', 'qualified') then stages.stage_kind
            else 'opportunity'
        end as stage_kind,
        {{ minor_units('opportunities.amount', 'currencies.exponent') }} as amount_minor
    from opportunities
    left join stages
        on opportunities.crm = stages.crm
        and stages.object_type = 'opportunity'
        and coalesce(opportunities.pipeline, '') = stages.pipeline
        and opportunities.stage = stages.stage_id
    -- A deal that names no currency counts in ours.
    left join currencies on coalesce(opportunities.currency, '{{ var("reporting_currency") }}') = currencies.currency
),

closing_changes as (
    select
        crm,
        object_id,
        stage_kind,
        changed_at,
        {{ to_zone_date('changed_at', crm_tz) }} as changed_on
    from stage_changes
    where object_type = 'opportunity' and stage_kind in ('won', 'lost')
),

-- Changes into the kind of stage a deal now stands in: of the day of its close date, and ever.
closings as (
    select
        staged.crm,
        staged.opportunity_id,
        max(case when cast(staged.closed_at as date) = closing_changes.changed_on then closing_changes.changed_at end)
            as closed_that_day_at,
        max(closing_changes.changed_at) as last_closed_at
    from staged
    inner join closing_changes
        on staged.crm = closing_changes.crm
        and staged.opportunity_id = closing_changes.object_id
        and staged.stage_kind = closing_changes.stage_kind
    group by staged.crm, staged.opportunity_id
),

final as (
    select
        staged.crm,
        staged.opportunity_id,
        staged.account_id,
        staged.pipeline,
        coalesce(staged.stage_name, staged.stage) as stage,
        staged.stage_kind,
        staged.currency,
        staged.declared_source,
        staged.amount_minor,
        staged.stage_kind = 'won' as is_won,
        staged.stage_kind in ('won', 'lost') as is_closed,
        coalesce(staged.closed_at_is_date, false) as closed_at_is_date,
        staged.is_deleted,
        staged.created_at,
        staged.updated_at,
        -- The date of an open deal is a plan. A closed deal without a date closed when it last changed.
        case
            when staged.stage_kind not in ('won', 'lost') then null
            when staged.closed_at is null
                then coalesce(closings.last_closed_at, staged.updated_at, staged.created_at)
            when not coalesce(staged.closed_at_is_date, false) then staged.closed_at
            else
                coalesce(
                    closings.closed_that_day_at,
                    {{ from_zone(add_seconds('staged.closed_at', 86399), crm_tz) }}
                )
        end as closed_at
    from staged
    left join closings
        on staged.crm = closings.crm
        and staged.opportunity_id = closings.opportunity_id
)

select * from final
