-- One row per conversion with a journey and person whose touchpoints the journey is made of.
-- At person grain the person alone; at account grain everybody of its account, and every contact of its deal.
with

originals as (select * from {{ ref('int_original_conversions') }} where conversion_type <> 'repeat_inquiry'),

members as (select * from {{ ref('int_journey_owners') }} where record_type = 'person'),

opportunity_leads as (select * from {{ ref('int_opportunity_leads') }}),

record_persons as (select * from {{ ref('int_record_persons') }} where record_type = 'lead'),

contacts as (
    select opportunity_leads.crm, opportunity_leads.opportunity_id, record_persons.person_id
    from opportunity_leads
    inner join record_persons
        on 'l:' || opportunity_leads.crm || ':' || opportunity_leads.lead_id = record_persons.record_id
    where '{{ var("journey_grain") }}' = 'account'
),

final as (
    select conversion_id, person_id
    from originals
    union
    select originals.conversion_id, members.record_id
    from originals
    inner join members on originals.journey_owner_id = members.journey_owner_id
    union
    select originals.conversion_id, contacts.person_id
    from originals
    inner join contacts
        on originals.crm = contacts.crm
        and originals.opportunity_id = contacts.opportunity_id
)

select * from final
