-- One row per CRM lead that no form, chat or call explains within the days of a repeat.
{% set repeat_seconds = var('lead_repeat_days') * 86400 %}
with

crm_leads as (select * from {{ ref('int_crm_leads') }}),

inquiries as (select * from {{ ref('int_inquiries_recorded') }}),

explained as (
    select distinct crm_leads.lead_key
    from crm_leads
    inner join inquiries
        on crm_leads.person_id = inquiries.person_id
        and inquiries.inquiry_at >= {{ add_seconds('crm_leads.created_at', -repeat_seconds) }}
        and inquiries.inquiry_at <= {{ add_seconds('crm_leads.created_at', repeat_seconds) }}
),

final as (
    select
        {{ surrogate_key(["'lead'", 'crm_leads.lead_key']) }} as inquiry_id,
        crm_leads.person_id,
        'lead' as record_type,
        crm_leads.lead_key as record_id,
        'crm' as inquiry_type,
        6 as source_rank,
        crm_leads.form_id,
        crm_leads.visitor_id,
        cast(null as {{ dbt.type_string() }}) as session_id,
        crm_leads.country,
        crm_leads.created_at as inquiry_at
    from crm_leads
    left join explained on crm_leads.lead_key = explained.lead_key
    where explained.lead_key is null
)

select * from final
