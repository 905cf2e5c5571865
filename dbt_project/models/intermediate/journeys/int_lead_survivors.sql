-- One row per CRM lead that was merged away, with the lead that stands for it at the end of the chain.
with recursive

lead_merges as (select * from {{ ref('int_lead_merges') }}),

-- No lead twice: a circle of merges comes to an end without a survivor, and each lead stands for itself.
steps as (
    select
        crm,
        from_id as lead_id,
        into_id as survivor_id,
        {{ dbt.array_construct(['from_id', 'into_id']) }} as leads_passed
    from lead_merges
    union all
    select
        steps.crm,
        steps.lead_id,
        lead_merges.into_id,
        array_append(steps.leads_passed, lead_merges.into_id)
    from steps
    inner join lead_merges on steps.crm = lead_merges.crm and steps.survivor_id = lead_merges.from_id
    where not array_contains(steps.leads_passed, lead_merges.into_id)
),

final as (
    select steps.crm, steps.lead_id, min(steps.survivor_id) as survivor_id
    from steps
    left join lead_merges on steps.crm = lead_merges.crm and steps.survivor_id = lead_merges.from_id
    where lead_merges.from_id is null
    group by steps.crm, steps.lead_id
)

select * from final
