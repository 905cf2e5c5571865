-- One row per name in the book of the trade show's stand.
select
    'showbook' as crm,
    show_lead_id as lead_id,
    later(called_at, 5400) as created_at,
    null as email,
    phone,
    'Show visitor ' || show_number as company,
    'GB' as country,
    if(show_number = 20, 'junk', 'new') as status,
    'Trade show' as declared_source,
    show_number = 21 as is_deleted
from show_calls
order by lead_id
