-- One row per tie between a deal and a lead that stands today.
with

unioned as (
    select * from {{ ref('stg_landing__opportunity_leads') }}
    union all
    select * from {{ ref('stg_hubspot__opportunity_leads') }}
    union all
    select * from {{ ref('stg_hubspot_fivetran__opportunity_leads') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by crm, opportunity_id, lead_id
            order by extracted_at desc, is_deleted asc, is_primary desc
        ) as version_number
    from unioned
),

final as (
    select crm, opportunity_id, lead_id, is_primary
    from ranked
    where version_number = 1 and not is_deleted
)

select * from final
