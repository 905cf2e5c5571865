-- One row per stage that a deal entered, or lifecycle stage that a contact was first seen in.
with

deal_stage as (select * from {{ source('hubspot_fivetran', 'deal_stage') }}),

contact as (select * from {{ source('hubspot_fivetran', 'contact') }}),

deal_changes as (
    select
        'opportunity' as object_type,
        deal_id as object_id,
        value as to_stage,
        date_entered as changed_at,
        extracted_at
    from deal_stage
),

-- The versions of a contact tell its history, as far as it was read.
contact_changes as (
    select
        'lead' as object_type,
        id as object_id,
        property_lifecyclestage as to_stage,
        min(coalesce(property_lastmodifieddate, property_createdate)) as changed_at,
        min(extracted_at) as extracted_at
    from contact
    where property_lifecyclestage is not null
    group by id, property_lifecyclestage
),

changes as (
    select * from deal_changes
    union all
    select * from contact_changes
),

final as (
    select
        'hubspot' as crm,
        object_type,
        object_id,
        {{ null_text() }} as from_stage,
        to_stage,
        cast(null as decimal(24, 6)) as amount,
        changed_at,
        extracted_at
    from changes
)

select * from final
