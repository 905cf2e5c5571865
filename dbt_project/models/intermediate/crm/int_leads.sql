-- One row per CRM lead as the CRM says today.
with

leads as (select * from {{ ref('int_leads_unioned') }}),

landing_queries as (select * from {{ ref('int_landing_queries') }}),

stages as (select * from {{ ref('int_crm_stages') }}),

country_codes as (select * from {{ ref('country_codes') }}),

final as (
    select
        leads.crm,
        leads.lead_id,
        'l:' || leads.crm || ':' || leads.lead_id as lead_key,
        leads.account_id,
        leads.form_id,
        leads.visitor_id,
        leads.merged_into_id,
        leads.email_key,
        leads.email_domain,
        leads.phone_key,
        leads.company,
        country_codes.country,
        leads.status,
        leads.declared_source,
        landing_queries.click_id,
        landing_queries.click_id_parameter,
        leads.is_deleted,
        coalesce(stages.stage_kind = 'spam', false) as is_spam,
        leads.created_at,
        leads.updated_at,
        leads.extracted_at
    from leads
    left join landing_queries on {{ row_key('leads.marketing_query') }} = landing_queries.query_key
    left join country_codes on lower(trim(leads.country)) = country_codes.country_name
    left join stages
        on leads.crm = stages.crm
        and stages.object_type = 'lead'
        and leads.status = stages.stage_id
)

select * from final
