-- One row per person with an account: the CRM's account, else the company domain of the person's e-mail.
with

leads as (select * from {{ ref('int_leads') }}),

event_details as (select * from {{ ref('int_event_details') }}),

form_submissions as (select * from {{ ref('int_form_submissions') }}),

chats as (select * from {{ ref('int_chats') }}),

email_clicks as (select * from {{ ref('int_email_clicks') }}),

person_keys as (select * from {{ ref('int_person_keys') }}),

public_mail_domains as (select * from {{ ref('public_mail_domains') }}),

records as (
    select lead_key as key, created_at as known_at, country, crm || ':' || account_id as crm_account, email_domain
    from leads
    union all
    select 'e:' || email_key, event_at, country, null, email_domain from event_details
    union all
    select 'e:' || email_key, submitted_at, null, null, email_domain from form_submissions
    union all
    select 'e:' || email_key, started_at, null, null, email_domain from chats
    union all
    select 'e:' || email_key, clicked_at, null, null, email_domain from email_clicks
),

candidates as (
    select person_keys.person_id, records.known_at, records.country, records.crm_account, records.email_domain
    from records
    inner join person_keys on records.key = person_keys.key
),

ranked as (
    select
        candidates.person_id,
        candidates.known_at,
        candidates.country,
        candidates.crm_account,
        case when public_mail_domains.domain is null then 'domain:' || candidates.email_domain end as domain_account
    from candidates
    left join public_mail_domains on candidates.email_domain = public_mail_domains.domain
),

-- The earliest known wins; ties fall to the smaller text, so that order of arrival cannot matter.
crm_accounts as (
    select
        person_id,
        crm_account,
        row_number() over (partition by person_id order by known_at, crm_account) as account_rank
    from ranked
    where crm_account is not null
),

persons as (
    select person_id, min(domain_account) as domain_account, min(country) as country
    from ranked
    group by person_id
),

final as (
    select
        persons.person_id,
        coalesce(crm_accounts.crm_account, persons.domain_account) as account_key,
        persons.country
    from persons
    left join crm_accounts on persons.person_id = crm_accounts.person_id and crm_accounts.account_rank = 1
)

select * from final
