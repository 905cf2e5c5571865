-- One row per lead that sales found worth following: the first qualified stage of its person after it.
with

stage_changes as (select * from {{ ref('int_stage_changes') }} where stage_kind = 'qualified'),

deals as (select * from {{ ref('int_deals') }}),

record_persons as (select * from {{ ref('int_record_persons') }} where record_type = 'lead'),

leads as (select * from {{ ref('int_inquiries') }} where is_lead),

qualified as (
    select record_persons.person_id, stage_changes.crm, stage_changes.object_id as lead_id, stage_changes.changed_at
    from stage_changes
    inner join record_persons
        on 'l:' || stage_changes.crm || ':' || stage_changes.object_id = record_persons.record_id
    where stage_changes.object_type = 'lead'
    union all
    select deals.person_id, stage_changes.crm, deals.lead_id, stage_changes.changed_at
    from stage_changes
    inner join deals
        on stage_changes.crm = deals.crm
        and stage_changes.object_id = deals.opportunity_id
    where stage_changes.object_type = 'opportunity'
),

-- The lead that a stage speaks of is the latest one before it.
led as (
    select
        leads.inquiry_id,
        leads.person_id,
        leads.inquiry_type,
        leads.country,
        leads.is_spam,
        leads.spam_at,
        leads.inquiry_at,
        qualified.crm,
        qualified.lead_id,
        qualified.changed_at,
        row_number() over (
            partition by qualified.person_id, qualified.crm, qualified.lead_id, qualified.changed_at
            order by leads.inquiry_at desc, leads.inquiry_id asc
        ) as lead_rank
    from qualified
    inner join leads
        on qualified.person_id = leads.person_id
        and qualified.changed_at >= leads.inquiry_at
),

ranked as (
    select
        *,
        row_number() over (partition by inquiry_id order by changed_at, crm, lead_id) as change_rank
    from led
    where lead_rank = 1
),

final as (
    select
        inquiry_id,
        person_id,
        crm,
        lead_id,
        inquiry_type,
        country,
        is_spam,
        inquiry_at,
        changed_at as qualified_at,
        spam_at
    from ranked
    where change_rank = 1
)

select * from final
