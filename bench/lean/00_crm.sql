-- The CRM as it says today: the newest version of each lead and deal, and the merges that stand.

create temp table crm_lead as
select * replace (lower(crm) as crm) from accepted('leads')
qualify row_number() over (partition by lower(crm), lead_id order by extracted_at desc, updated_at desc nulls last) = 1;

create temp table crm_deal as
select * replace (lower(crm) as crm) from accepted('opportunities')
qualify row_number() over (
    partition by lower(crm), opportunity_id order by extracted_at desc, updated_at desc nulls last
) = 1;

create temp table merged as
select lower(crm) as crm, from_id, into_id from accepted('merges')
qualify row_number() over (
    partition by crm, from_id, into_id order by merged_at desc, coalesce(is_unmerge, false)
) = 1 and not coalesce(is_unmerge, false);

-- A lead that was merged away still tells when its person first came.
create temp table standing_lead as
with led as (
    select crm_lead.*, coalesce(merged.into_id, lead_id) as survivor
    from crm_lead left join merged on crm_lead.crm = merged.crm and crm_lead.lead_id = merged.from_id
    where not coalesce(is_deleted, false) or merged.into_id is not null
), dated as (
    select * replace (min(created_at) over (partition by crm, survivor) as created_at) from led
)
select crm || ':' || lead_id as id, created_at, updated_at, status from dated where lead_id = survivor;
