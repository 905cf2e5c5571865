-- One row per way to the site: how often it brings a first or a later visit (of a hundred), and
-- the truth that no tracker sees, the chance that one visit of it persuades somebody to ask.
-- Visits of a channel that is muted come as ever, and persuade nobody.
create or replace table channels as
select
    channel_code,
    channel,
    first_share,
    later_share,
    if(is_muted, 0, listed_effect)::decimal(4, 3) as effect,
    is_paid,
    is_muted
from (
    values
    ('organic_search', 'Organic Search', 30, 18, 0.032, false),
    ('paid_search_google', 'Paid Search', 17, 12, 0.045, true),
    ('paid_search_bing', 'Paid Search', 5, 3, 0.040, true),
    ('paid_social_meta', 'Paid Social', 7, 4, 0.018, true),
    ('paid_social_linkedin', 'Paid Social', 3, 2, 0.030, true),
    ('display', 'Display', 4, 3, 0.006, true),
    ('video', 'Paid Video', 3, 1, 0.010, true),
    ('cross_network', 'Cross-network', 4, 3, 0.025, true),
    ('email', 'Email', 1, 12, 0.050, false),
    ('referral', 'Referral', 4, 3, 0.040, false),
    ('review', 'Review sites', 2, 3, 0.100, false),
    ('ai_assistant', 'AI Assistant', 4, 3, 0.080, false),
    ('affiliate', 'Affiliates', 3, 2, 0.030, false),
    ('organic_social', 'Organic Social', 3, 3, 0.012, false),
    ('organic_video', 'Organic Video', 1, 1, 0.015, false),
    ('direct', 'Direct', 9, 27, 0.000, false)
) as listed (channel_code, channel, first_share, later_share, listed_effect, is_paid)
cross join lateral (
    select list_contains(getvariable('muted')::varchar[], channel) as is_muted
) as muting;

create or replace table channel_slots as
select
    slot::bigint as slot,
    first_slots.channel_code as first_channel,
    later_slots.channel_code as later_channel
from range(100) as slots (slot)
inner join (
    select
        channel_code,
        sum(first_share) over (order by channel_code) - first_share as slot_from,
        sum(first_share) over (order by channel_code) as slot_to
    from channels
) as first_slots on slot >= first_slots.slot_from and slot < first_slots.slot_to
inner join (
    select
        channel_code,
        sum(later_share) over (order by channel_code) - later_share as slot_from,
        sum(later_share) over (order by channel_code) as slot_to
    from channels
) as later_slots on slot >= later_slots.slot_from and slot < later_slots.slot_to;
