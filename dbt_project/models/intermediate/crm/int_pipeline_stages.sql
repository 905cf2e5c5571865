-- One row per stage of a CRM's pipeline: its newest version.
with

unioned as (
    select * from {{ ref('stg_hubspot__pipeline_stages') }}
    union all
    select * from {{ ref('stg_hubspot_fivetran__pipeline_stages') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by crm, pipeline, stage_id
            order by extracted_at desc, {{ surrogate_key(['stage_label', 'is_closed', 'is_won']) }}
        ) as version_number
    from unioned
),

final as (
    select crm, pipeline, stage_id, stage_label, is_closed, is_won
    from ranked
    where version_number = 1
)

select * from final
