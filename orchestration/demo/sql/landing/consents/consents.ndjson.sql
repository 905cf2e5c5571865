-- One row per consent given or refused with a lead's form, call or chat; one in thirty who
-- agreed takes it back ten days later.
with asked as (
    select
        email,
        purpose,
        ads_consent as state,
        lead_at as changed_at
    from leads
    inner join contacts using (person_number)
    inner join people using (person_number)
    cross join (values ('ad_user_data'), ('ad_personalization')) as purposes (purpose)
    where ads_consent is not null and email not like 'info@%'
    union all
    select email, purpose, 'denied', later(lead_at, 10 * 86400)
    from leads
    inner join contacts using (person_number)
    inner join people using (person_number)
    cross join (values ('ad_user_data'), ('ad_personalization')) as purposes (purpose)
    where ads_consent = 'granted' and leads.person_number >= 0 and email not like 'info@%'
        and draw('withdraws', leads.person_number) < 0.033
)

select email, null as visitor_id, purpose, state, instant(changed_at) as changed_at
from asked
where changed_at < getvariable('window_end')::timestamp
union all
select
    null, 'v' || code('visitor', visitor_number), 'analytics', analytics_consent,
    instant(min(started_at))
from visits
where visit_kind = 'person' and visitor_number % 50 = 1 and analytics_consent is not null
group by visitor_number, analytics_consent
order by changed_at, email, visitor_id, purpose
