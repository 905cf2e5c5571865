-- One row per way to the site: the chance that one of its visits persuades, and what it caused.
select
    channels.* exclude (is_muted),
    (select count(*) from leads where cause = channel_code) as leads_caused,
    (
        select count(*) from deals where cause = channel_code and won_at is not null
    ) as deals_caused
from channels
order by channel_code
