-- One row per version of the tie between a deal and a lead.
with

opportunity_leads as (select * from {{ source('landing', 'opportunity_leads') }}),

final as (
    select
        lower(crm) as crm,
        opportunity_id,
        lead_id,
        coalesce(is_primary, false) as is_primary,
        coalesce(is_deleted, false) as is_deleted,
        extracted_at
    from opportunity_leads
)

select * from final
