-- One row per inquiry: the first of its group is a lead, any other a repeat.
with

recorded as (select * from {{ ref('int_inquiries_recorded') }}),

crm_inquiries as (select * from {{ ref('int_crm_inquiries') }}),

groups as (select * from {{ ref('int_lead_groups') }}),

crm_leads as (select * from {{ ref('int_crm_leads') }}),

-- Junk in one record may be a slip; junk in all of them is spam.
spammers as (
    select person_id, max(coalesce(updated_at, created_at)) as spam_at
    from crm_leads
    group by person_id
    having min(case when is_spam then 1 else 0 end) = 1
),

inquiries as (
    select * from recorded
    union all
    select * from crm_inquiries
),

grouped as (
    select
        inquiries.*,
        groups.group_first_at,
        row_number() over (
            partition by inquiries.person_id, groups.group_first_at
            order by inquiries.inquiry_at, inquiries.source_rank, inquiries.record_id
        ) as place_in_group
    from inquiries
    inner join groups
        on inquiries.person_id = groups.person_id
        and inquiries.inquiry_at >= groups.group_first_at
        and (groups.next_group_at is null or inquiries.inquiry_at < groups.next_group_at)
),

final as (
    select
        grouped.inquiry_id,
        grouped.person_id,
        grouped.record_type,
        grouped.record_id,
        grouped.form_id,
        grouped.visitor_id,
        grouped.session_id,
        grouped.inquiry_type,
        grouped.country,
        grouped.place_in_group = 1 as is_lead,
        grouped.place_in_group > 1 as is_repeat,
        spammers.spam_at is not null as is_spam,
        grouped.inquiry_at,
        grouped.group_first_at,
        spammers.spam_at
    from grouped
    left join spammers on grouped.person_id = spammers.person_id
    -- A further CRM row within the days of another is the same lead typed in again.
    where grouped.place_in_group = 1 or grouped.inquiry_type <> 'crm'
)

select * from final
