-- One row per change of stage of a lead or a deal: its newest version.
with

unioned as (
    select * from {{ ref('stg_landing__stage_changes') }}
    union all
    select * from {{ ref('stg_hubspot__stage_changes') }}
    union all
    select * from {{ ref('stg_hubspot_fivetran__stage_changes') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by crm, object_type, object_id, changed_at, to_stage
            order by extracted_at desc, {{ surrogate_key(['from_stage', 'amount']) }}
        ) as version_number
    from unioned
),

final as (select * from ranked where version_number = 1)

select * from final
