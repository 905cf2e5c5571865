-- One row per change of stage of a lead or a deal, with what the new stage means.
with

-- The deal to ask about is a column: a condition on one side alone would turn the join into a nested loop.
stage_changes as (
    select *, case when object_type = 'opportunity' then object_id end as opportunity_id
    from {{ ref('int_stage_changes_unioned') }}
),

opportunities as (select * from {{ ref('int_opportunities_unioned') }}),

stages as (select * from {{ ref('int_crm_stages') }}),

currencies as (select * from {{ ref('currencies') }}),

final as (
    select
        stage_changes.crm,
        stage_changes.object_type,
        stage_changes.object_id,
        coalesce(stages.stage, stage_changes.to_stage) as to_stage,
        coalesce(
            stage_changes.from_stage,
            lag(coalesce(stages.stage, stage_changes.to_stage)) over (
                partition by stage_changes.crm, stage_changes.object_type, stage_changes.object_id
                order by stage_changes.changed_at, stage_changes.to_stage
            )
        ) as from_stage,
        stages.stage_kind,
        {{ minor_units('stage_changes.amount', 'currencies.exponent') }} as amount_minor,
        stage_changes.changed_at
    from stage_changes
    left join opportunities
        on stage_changes.crm = opportunities.crm
        and stage_changes.opportunity_id = opportunities.opportunity_id
    left join stages
        on stage_changes.crm = stages.crm
        and stage_changes.object_type = stages.object_type
        and coalesce(opportunities.pipeline, '') = stages.pipeline
        and stage_changes.to_stage = stages.stage_id
    left join currencies on coalesce(opportunities.currency, '{{ var("reporting_currency") }}') = currencies.currency
)

select * from final
