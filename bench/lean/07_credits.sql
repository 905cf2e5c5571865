-- Journeys, seventeen models over them, and whole minor units that add up.

create temp table cycle as
select conversion.*, closing.conversion as closing, closing.happened as after
from conversion
left join conversion as closing
    on conversion.person = closing.person and conversion.opened_at >= closing.happened
    and closing.kind in ('sale', 'order') and closing.voided_at is null
    and conversion.conversion <> closing.conversion
    and not coalesce(conversion.crm = closing.crm and conversion.opportunity_id = closing.opportunity_id, false)
    and (conversion.kind in ('opportunity', 'sale') or conversion.opened_at > closing.happened)
qualify row_number() over (partition by conversion.conversion order by closing.happened desc nulls last, closing.conversion) = 1;

create temp table journey as
with last_win as (select crm, opportunity_id, max(won_at) as won_at from win group by all),
deal_lead as (
    select deal.crm, deal.opportunity_id, lead.happened as lead_at
    from deal
    inner join lead on deal.person = lead.person
    left join cycle on cycle.kind = 'opportunity' and deal.crm = cycle.crm and deal.opportunity_id = cycle.opportunity_id
    left join last_win on deal.crm = last_win.crm and deal.opportunity_id = last_win.opportunity_id
    where (cycle.after is null or lead.happened > cycle.after) and (
        lead.happened <= deal.created_at or lead.happened <= coalesce(last_win.won_at, deal.closed_at, lead.happened))
    qualify row_number() over (partition by deal.crm, deal.opportunity_id
        order by lead.happened > deal.created_at, abs(epoch_us(lead.happened) - epoch_us(deal.created_at))) = 1
)
select cycle.conversion, cycle.person, cycle.happened, cycle.after, before.after as before_after,
    case when cycle.kind = 'lead' then cycle.happened when deal_lead.lead_at <= cycle.happened then deal_lead.lead_at end as lead_at,
    case when deal.created_at <= cycle.happened then deal.created_at end as opportunity_at,
    case when cycle.kind in ('sale', 'order') then cycle.happened end as close_at,
    coalesce(case when cycle.kind = 'lead' then cycle.happened when deal_lead.lead_at <= cycle.happened then deal_lead.lead_at end,
        cycle.happened) - interval 90 days as from_at
from cycle
left join deal_lead on cycle.crm = deal_lead.crm and cycle.opportunity_id = deal_lead.opportunity_id
left join deal on cycle.crm = deal.crm and cycle.opportunity_id = deal.opportunity_id
left join cycle as before on cycle.closing = before.conversion;

create table journey_touch as
with candidate as (
    select journey.*, touchpoint.happened as touch_at, touchpoint.rank, touchpoint.tie, touchpoint.source_key,
        channel.channel = 'Direct' as is_direct, channel.is_paid,
        coalesce(touchpoint.happened <= journey.after, false) as is_carried
    from journey
    inner join touchpoint on journey.person = touchpoint.person
        and touchpoint.happened <= journey.happened and touchpoint.happened >= journey.from_at
    inner join channel on touchpoint.source_key = channel.source_key
    where journey.after is null or touchpoint.happened > journey.after
        or journey.before_after is null or touchpoint.happened > journey.before_after
), kept as (
    select * from candidate
    qualify not is_carried or bool_and(is_carried) over (partition by conversion)
)
select conversion, source_key, touch_at, is_direct, is_paid,
    row_number() over (partition by conversion order by touch_at, rank, tie) as position,
    bool_and(is_direct) over (partition by conversion) as all_direct,
    coalesce(touch_at <= lead_at, false) as by_lead, coalesce(touch_at <= opportunity_at, false) as by_opportunity,
    coalesce(touch_at <= close_at, false) as by_close,
    (epoch_us(happened) - epoch_us(touch_at)) / 86400000000.0 as days
from kept;

-- Three sets of touches: all, those that are not Direct, those that are paid; numbered anew in each.
create temp table weighed as
with sets as (
    select 'all' as touches, * from journey_touch
    union all
    select 'non_direct', * from journey_touch where not is_direct or all_direct
    union all
    select 'paid', * from journey_touch where not is_direct or all_direct
    qualify is_paid or not bool_or(is_paid) over (partition by conversion)
), numbered as (
    select *, row_number() over (partition by touches, conversion order by position) as i,
        count(*) over (partition by touches, conversion) as n
    from sets
), placed as (
    select *, i = 1 as is_first, i = n as is_last,
        coalesce(i = max(case when by_lead then i end) over every, false) as is_lead,
        coalesce(i = max(case when by_opportunity then i end) over every, false) as is_opportunity,
        coalesce(i = max(case when by_close then i end) over every, false) as is_close,
        power(2.0::double, -(days - min(days) over every) / 7) as decay
    from numbered
    window every as (partition by touches, conversion)
)
select * from placed;

create temp table share as
with part as (
    select 'first_touch' as model, conversion, position, source_key, touch_at, case when is_first then 1 else 0 end::double as fixed, 0.0::double as rest, false as is_rest from weighed where touches = 'all' and is_first
    union all select 'last_touch', conversion, position, source_key, touch_at, 1, 0, false from weighed where touches = 'all' and is_last
    union all select 'first_non_direct', conversion, position, source_key, touch_at, 1, 0, false from weighed where touches = 'non_direct' and is_first
    union all select 'last_non_direct', conversion, position, source_key, touch_at, 1, 0, false from weighed where touches = 'non_direct' and is_last
    union all select 'first_paid', conversion, position, source_key, touch_at, 1, 0, false from weighed where touches = 'paid' and is_first
    union all select 'last_paid', conversion, position, source_key, touch_at, 1, 0, false from weighed where touches = 'paid' and is_last
    union all select 'linear', conversion, position, source_key, touch_at, 1, 0, false from weighed where touches = 'all'
    union all select 'linear_non_direct', conversion, position, source_key, touch_at, 1, 0, false from weighed where touches = 'non_direct'
    union all select 'time_decay', conversion, position, source_key, touch_at, decay, 0, false from weighed where touches = 'all'
    union all select 'position_based', conversion, position, source_key, touch_at, case when n <= 2 then 1.0 / n when is_first or is_last then 0.4 else 0.2 / (n - 2) end, 0, false from weighed where touches = 'all'
    union all select 'u_shaped', conversion, position, source_key, touch_at, 0.4 * is_first::int + 0.4 * is_lead::int, 0.2, not is_first and not is_lead from weighed where touches = 'all'
    union all select 'u_shaped_half', conversion, position, source_key, touch_at, 0.5 * is_first::int + 0.5 * is_lead::int, 0, false from weighed where touches = 'all' and (is_first or is_lead)
    union all select 'w_shaped', conversion, position, source_key, touch_at, 0.3 * is_first::int + 0.3 * is_lead::int + 0.3 * is_opportunity::int, 0.1, not is_first and not is_lead and not is_opportunity from weighed where touches = 'all'
    union all select case touches when 'all' then 'full_path' else 'full_path_non_direct' end, conversion, position, source_key, touch_at, 0.225 * is_first::int + 0.225 * is_lead::int + 0.225 * is_opportunity::int + 0.225 * is_close::int, 0.1, not is_first and not is_lead and not is_opportunity and not is_close from weighed where touches in ('all', 'non_direct')
    union all select 'j_shaped', conversion, position, source_key, touch_at, 0.2 * is_first::int + 0.6 * is_last::int, 0.2, not is_first and not is_last from weighed where touches = 'all'
    union all select 'inverse_j', conversion, position, source_key, touch_at, 0.6 * is_first::int + 0.2 * is_last::int, 0.2, not is_first and not is_last from weighed where touches = 'all'
), rested as (
    select *, case when is_rest then rest / sum(is_rest::int) over (partition by model, conversion) else fixed end as part
    from part
)
select model, conversion, position, source_key, touch_at, part / sum(part) over (partition by model, conversion) as credit
from rested;

-- A conversion without a touch earns in one row of its own.
insert into share
select model, conversion, 0, null, null, 1.0
from (select distinct model from share), (select conversion from conversion anti join journey_touch using (conversion));

-- Floors first, then the units left over by largest remainder; a take-back is what was before less what is after.
create table credit as
with amount as (
    select conversion, before_minor as amount from entry union select conversion, after_minor from entry
    union select conversion, before_reporting from entry union select conversion, after_reporting from entry
), floored as (
    select share.*, amount.amount, floor(abs(amount) * credit) as floored,
        round(abs(amount) * credit - floor(abs(amount) * credit), 6) as remainder
    from share inner join amount using (conversion)
    where amount <> 0
), allocated as (
    select model, conversion, position, amount, (sign(amount) * (floored + case
        when row_number() over (partition by model, conversion, amount order by remainder desc, position)
            <= abs(amount) - sum(floored) over (partition by model, conversion, amount) then 1 else 0 end))::bigint as part
    from floored
)
select entry.conversion, entry.kind, share.model, share.position, share.source_key, share.credit * entry.units as units,
    coalesce(a.part, 0) - coalesce(b.part, 0) as value_minor, coalesce(ra.part, 0) - coalesce(rb.part, 0) as value_reporting,
    coalesce(share.touch_at::date, entry.conversion_date) as touch_date, entry.event_date,
    coalesce(channel.channel, declared.channel, 'Unattributed') as channel
from entry
inner join share using (conversion)
left join allocated as b on share.model = b.model and share.conversion = b.conversion and share.position = b.position and entry.before_minor = b.amount
left join allocated as a on share.model = a.model and share.conversion = a.conversion and share.position = a.position and entry.after_minor = a.amount
left join allocated as rb on share.model = rb.model and share.conversion = rb.conversion and share.position = rb.position and entry.before_reporting = rb.amount
left join allocated as ra on share.model = ra.model and share.conversion = ra.conversion and share.position = ra.position and entry.after_reporting = ra.amount
left join channel on share.source_key = channel.source_key
left join conversion on entry.conversion = conversion.conversion
left join seed('declared_sources') as declared
    on share.source_key is null and lower(trim(conversion.declared_source)) = lower(trim(declared.declared_source));
