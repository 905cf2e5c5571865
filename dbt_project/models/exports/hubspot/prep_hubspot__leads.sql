-- One row per contact that HubSpot still has, with its person and the moment it became a lead.
{{ config(materialized='view', access='protected', contract={'enforced': false}) }}
with

leads as (select * from {{ ref('int_leads') }} where crm = 'hubspot'),

person_keys as (select * from {{ ref('int_person_keys') }} where key_kind = 'lead'),

persons as (select * from {{ ref('dim_persons') }}),

conversions as (select * from {{ ref('fct_conversions') }} where conversion_type = 'lead'),

first_leads as (
    select
        person_id,
        conversion_at as lead_at,
        nullif(inquiry_type, '(none)') as lead_captured_by,
        row_number() over (partition by person_id order by conversion_at, conversion_id) as lead_number
    from conversions
),

final as (
    select
        leads.lead_id,
        person_keys.person_id,
        first_leads.lead_at,
        first_leads.lead_captured_by,
        leads.form_id as lead_form,
        persons.customer_at,
        coalesce(first_leads.lead_at, leads.created_at) as known_at
    from leads
    inner join person_keys on leads.lead_key = person_keys.key
    left join persons on person_keys.person_id = persons.person_id
    left join first_leads
        on person_keys.person_id = first_leads.person_id
        and first_leads.lead_number = 1
    where not coalesce(leads.is_deleted, false) and leads.merged_into_id is null
        and leads.lead_id not like 'erased-%'
)

select * from final
