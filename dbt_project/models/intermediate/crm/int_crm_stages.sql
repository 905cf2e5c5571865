-- One row per stage or status seen in a CRM, with what it means to us.
with

opportunities as (select * from {{ ref('int_opportunities_unioned') }}),

versions as (select * from {{ ref('int_opportunity_versions') }}),

leads as (select * from {{ ref('int_leads_unioned') }}),

-- The deal to ask about is a column: a condition on one side alone would turn the join into a nested loop.
stage_changes as (
    select *, case when object_type = 'opportunity' then object_id end as opportunity_id
    from {{ ref('int_stage_changes_unioned') }}
),

pipeline_stages as (select * from {{ ref('int_pipeline_stages') }}),

rules as (select * from {{ ref('crm_stages') }}),

seen as (
    select crm, 'opportunity' as object_type, coalesce(pipeline, '') as pipeline, stage as stage_id from versions
    union
    select crm, 'lead', '', status from leads
    union
    select
        stage_changes.crm,
        stage_changes.object_type,
        coalesce(opportunities.pipeline, ''),
        stage_changes.to_stage
    from stage_changes
    left join opportunities
        on stage_changes.crm = opportunities.crm
        and stage_changes.opportunity_id = opportunities.opportunity_id
),

labelled as (
    select
        seen.crm,
        seen.object_type,
        seen.pipeline,
        seen.stage_id,
        coalesce(pipeline_stages.stage_label, seen.stage_id) as stage,
        -- What the CRM itself says of a stage, for stages that no rule names.
        case
            when pipeline_stages.is_won then 'won'
            when pipeline_stages.is_closed then 'lost'
            when seen.object_type = 'opportunity' then 'opportunity'
        end as own_stage_kind
    from seen
    left join pipeline_stages
        on seen.crm = pipeline_stages.crm
        and seen.object_type = 'opportunity'
        and seen.stage_id = pipeline_stages.stage_id
        and (seen.pipeline = pipeline_stages.pipeline or seen.pipeline = '')
    where seen.stage_id is not null
),

-- The rule that names the most counts: the pipeline before the CRM, the CRM before every CRM.
ranked as (
    select
        labelled.crm,
        labelled.object_type,
        labelled.pipeline,
        labelled.stage_id,
        labelled.stage,
        labelled.own_stage_kind,
        rules.stage_kind,
        row_number() over (
            partition by labelled.crm, labelled.object_type, labelled.pipeline, labelled.stage_id
            order by
                case when rules.pipeline = '*' then 1 else 0 end,
                case when rules.crm = '*' then 1 else 0 end,
                rules.stage_kind,
                labelled.stage
        ) as rule_rank
    from labelled
    left join rules
        on labelled.object_type = rules.object_type
        and rules.crm in (labelled.crm, '*')
        and (rules.pipeline = '*' or lower(rules.pipeline) = lower(labelled.pipeline))
        and lower(rules.stage) in (lower(trim(labelled.stage_id)), lower(trim(labelled.stage)))
),

final as (
    select
        crm,
        object_type,
        pipeline,
        stage_id,
        stage,
        coalesce(stage_kind, own_stage_kind) as stage_kind
    from ranked
    where rule_rank = 1
)

select * from final
