-- One row per deal that stands in the CRM, with its person: the primary contact, else the earliest lead.
with

opportunities as (select * from {{ ref('int_opportunities') }}),

opportunity_leads as (select * from {{ ref('int_opportunity_leads') }}),

leads as (select * from {{ ref('int_leads') }}),

record_persons as (select * from {{ ref('int_record_persons') }} where record_type = 'lead'),

contacts as (
    select
        opportunity_leads.crm,
        opportunity_leads.opportunity_id,
        opportunity_leads.lead_id,
        record_persons.person_id,
        leads.declared_source,
        leads.country,
        row_number() over (
            partition by opportunity_leads.crm, opportunity_leads.opportunity_id
            order by
                case when opportunity_leads.is_primary then 0 else 1 end,
                leads.created_at,
                opportunity_leads.lead_id
        ) as contact_rank
    from opportunity_leads
    inner join leads
        on opportunity_leads.crm = leads.crm
        and opportunity_leads.lead_id = leads.lead_id
    inner join record_persons on leads.lead_key = record_persons.record_id
),

final as (
    select
        opportunities.crm,
        opportunities.opportunity_id,
        -- A deal that names nobody is a person apart: its money still counts.
        coalesce(
            contacts.person_id,
            {{ surrogate_key(["'deal'", 'opportunities.crm', 'opportunities.opportunity_id']) }}
        ) as person_id,
        contacts.lead_id,
        opportunities.account_id,
        coalesce(opportunities.currency, '{{ var("reporting_currency") }}') as currency,
        coalesce(nullif(trim(opportunities.declared_source), ''), nullif(trim(contacts.declared_source), ''))
            as declared_source,
        contacts.country,
        coalesce(opportunities.amount_minor, 0) as amount_minor,
        coalesce(opportunities.is_won, false) as is_won,
        coalesce(opportunities.is_closed, false) as is_closed,
        opportunities.created_at,
        opportunities.updated_at,
        opportunities.closed_at
    from opportunities
    left join contacts
        on opportunities.crm = contacts.crm
        and opportunities.opportunity_id = contacts.opportunity_id
        and contacts.contact_rank = 1
    where not coalesce(opportunities.is_deleted, false)
)

select * from final
