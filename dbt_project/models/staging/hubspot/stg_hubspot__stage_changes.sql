-- One row per stage that a deal entered, or lifecycle stage that a contact was first seen in.
with

deal_stage_history as (select * from {{ source('hubspot', 'deal_stage_history') }}),

contacts as (select * from {{ source('hubspot', 'contacts') }}),

deal_changes as (
    select
        'opportunity' as object_type,
        deal_id as object_id,
        stage_id as to_stage,
        changed_at,
        extracted_at
    from deal_stage_history
),

-- The versions of a contact tell its history, as far as it was read.
contact_changes as (
    select
        'lead' as object_type,
        id as object_id,
        lifecyclestage as to_stage,
        min(coalesce(updated_at, created_at)) as changed_at,
        min(extracted_at) as extracted_at
    from contacts
    where lifecyclestage is not null
    group by id, lifecyclestage
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
