-- One row per version of a stage of a deal pipeline.
with

deal_pipeline_stage as (select * from {{ source('hubspot_fivetran', 'deal_pipeline_stage') }}),

final as (
    select
        'hubspot' as crm,
        pipeline_id as pipeline,
        stage_id,
        label as stage_label,
        coalesce(is_closed, closed_won, false) as is_closed,
        coalesce(closed_won, is_closed and probability >= 1, false) as is_won,
        extracted_at
    from deal_pipeline_stage
)

select * from final
