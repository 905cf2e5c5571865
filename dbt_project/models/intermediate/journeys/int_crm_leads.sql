-- One row per CRM lead that stands, merged ones collapsed into it, with its person.
with

leads as (select * from {{ ref('int_leads') }}),

survivors as (select * from {{ ref('int_lead_survivors') }}),

record_persons as (select * from {{ ref('int_record_persons') }} where record_type = 'lead'),

surviving as (
    select
        leads.*,
        coalesce(survivors.survivor_id, leads.lead_id) as survivor_id,
        min(leads.created_at) over (
            partition by leads.crm, coalesce(survivors.survivor_id, leads.lead_id)
        ) as first_created_at
    from leads
    left join survivors
        on leads.crm = survivors.crm
        and leads.lead_id = survivors.lead_id
    -- A lead that the CRM put away because it was merged still tells when its person first came.
    where not coalesce(leads.is_deleted, false) or survivors.survivor_id is not null
),

final as (
    select
        surviving.crm,
        surviving.lead_id,
        surviving.lead_key,
        record_persons.person_id,
        surviving.visitor_id,
        surviving.form_id,
        surviving.country,
        surviving.declared_source,
        surviving.is_spam,
        surviving.first_created_at as created_at,
        surviving.updated_at
    from surviving
    inner join record_persons on surviving.lead_key = record_persons.record_id
    where surviving.lead_id = surviving.survivor_id
)

select * from final
