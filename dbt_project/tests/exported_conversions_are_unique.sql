-- A conversion stands once for each export action: a join that repeats one would tell a platform twice.
select action, conversion_key, count(*) as copies
from {{ ref('exp_google_ads__offline_conversions') }}
group by action, conversion_key
having count(*) > 1
