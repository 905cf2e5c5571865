-- One row per version of a stage of a deal pipeline.
with

pipeline_stages as (select * from {{ source('hubspot', 'pipeline_stages') }}),

final as (
    select
        'hubspot' as crm,
        pipeline_id as pipeline,
        stage_id,
        label as stage_label,
        coalesce(is_closed, false) as is_closed,
        coalesce(is_closed and probability >= 1, false) as is_won,
        extracted_at
    from pipeline_stages
)

select * from final
