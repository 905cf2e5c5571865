-- One row per deal and contact; one deal in twenty names a colleague beside the primary contact.
with colleagues as (
    select
        deal_id,
        contacts.contact_id,
        lead(contacts.contact_id) over (order by deals.deal_number) as next_contact_id,
        draw('colleague', deals.deal_number) < 0.05 as has_colleague
    from deals
    inner join contacts using (person_number)
)

select deal_id, contact_id, true as is_primary
from colleagues
union all
select deal_id, next_contact_id, false
from colleagues
where has_colleague and next_contact_id <> contact_id
order by all
