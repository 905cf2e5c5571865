-- One row per merge of one CRM lead into another that stands today.
with

lead_merges as (
    select * from {{ ref('stg_landing__merges') }}
    union all
    select * from {{ ref('stg_hubspot__merges') }}
    union all
    select * from {{ ref('stg_hubspot_fivetran__merges') }}
),

leads as (select * from {{ ref('int_leads_unioned') }}),

decisions as (
    select crm, from_id, into_id, is_unmerge, merged_at from lead_merges
    union all
    select crm, lead_id, merged_into_id, false, coalesce(updated_at, created_at)
    from leads
    where merged_into_id is not null
),

-- An unmerge later than a merge undoes it; at the same moment the merge stands.
ranked as (
    select
        crm,
        from_id,
        into_id,
        is_unmerge,
        merged_at,
        row_number() over (
            partition by crm, from_id, into_id order by merged_at desc, is_unmerge asc
        ) as decision_number
    from decisions
),

final as (
    select crm, from_id, into_id, merged_at
    from ranked
    where decision_number = 1 and not is_unmerge
)

select * from final
