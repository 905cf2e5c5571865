-- One row per contact that stands today: one lead in twenty-five swallowed a second record.
with dealt as (
    select
        person_number,
        min(created_at) as first_deal_at,
        min(won_at) as first_won_at,
        max(coalesce(won_at, lost_at, proposal_at, created_at)) as last_change_at
    from deals
    group by person_number
),

created as (
    select
        contacts.*,
        leads.visitor_number,
        leads.visit_number,
        leads.lead_kind,
        coalesce(is_spam, false) as is_spam,
        coalesce(
            later(
                lead_at,
                if(
                    lead_kind = 'call',
                    spread('typed in', contacts.person_number, 600, 3600),
                    spread('synced', contacts.person_number, 10, 90)
                )
            ),
            first_deal_at - interval 1 hour
        ) as created_at,
        first_deal_at,
        first_won_at,
        last_change_at
    from contacts
    left join leads using (person_number)
    left join dealt using (person_number)
    where is_lead
)

select
    contact_id as id,
    date_trunc('second', created_at) as created_at,
    date_trunc('second', greatest(created_at, last_change_at)) as updated_at,
    first_deal_at is null and draw('contact archived', person_number) < 0.03 as archived,
    if(archived, date_trunc('second', created_at + interval 2 days), null) as archived_at,
    created.email,
    created.phone,
    created.country,
    company,
    case
        when first_won_at is not null then 'customer'
        when first_deal_at is not null then 'opportunity'
        else 'lead'
    end as lifecyclestage,
    if(is_spam, 'JUNK', if(first_deal_at is null, 'NEW', 'OPEN_DEAL')) as hs_lead_status,
    if(click_parameter = 'gclid' and lead_kind = 'form', click_id, null) as hs_google_click_id,
    if(
        lead_kind = 'form' and draw('hidden field', person_number) < 0.7,
        'v' || code('visitor', created.visitor_number), null
    ) as headwater_visitor_id,
    if(person_number < -100 and person_number % 2 = -1, 'Referral partner', null)
        as declared_source,
    company_id as associated_company_id,
    if(
        person_number >= 0 and draw('merged record', person_number) < 0.04,
        (1500000 + person_number)::varchar, null
    ) as merged_vids
from created
left join (select visit_number, click_parameter, click_id from visit_links) as links
    using (visit_number)
order by id
