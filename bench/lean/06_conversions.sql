-- Leads, opportunities, sales, orders and what was taken back, with money in whole minor units.

create temp table rate as
select from_currency as currency, rate_date as valid_from,
    coalesce(lead(rate_date) over (partition by from_currency order by rate_date), date '9999-12-31') as valid_to,
    rate::double * power(10.0, own.exponent - theirs.exponent) as rate
from accepted('fx_rates') as rates
inner join seed('currencies') as theirs on rates.from_currency = theirs.currency
inner join seed('currencies') as own on own.currency = rates.to_currency
where to_currency = getvariable('reporting_currency') and rate > 0
union all
select getvariable('reporting_currency'), date '0001-01-01', date '9999-12-31', 1.0;

create temp macro minor(amount, exponent) as round(amount * power(10, exponent)::bigint, 0)::bigint;

-- Calls, forms, chats and e-mail clicks within reach of a session belong to it.
create temp table attached as
with reaching as (
    select record_person.kind, record_person.id, record_person.visitor, record_person.person, record_person.happened,
        coalesce(call.leased_from, record_person.happened) - interval 30 minutes as reach_from,
        record_person.happened + case when record_person.kind = 'call' then interval 0 minutes else interval 30 minutes end
            as reach_to
    from record_person
    left join (select 'call' as kind, call_id as id, leased_from from call) as call using (kind, id)
    where record_person.kind in ('form', 'chat', 'call', 'email_click')
), pair as (
    select reaching.*, session.start_at, session.end_at from reaching inner join session using (visitor)
    where reach_to >= session.start_at and reach_from <= session.end_at
    union all
    select reaching.*, session.start_at, session.end_at from reaching inner join session using (person)
    where reaching.kind = 'email_click' and reaching.visitor is null
        and reach_to >= session.start_at and reach_from <= session.end_at
)
select distinct kind, id from pair;

-- Whoever denied analytics by then leaves no touch of a form, chat, call or e-mail.
create temp table unconsented as
with subject as (
    select kind, id, happened, 'v' as what, visitor as key from record_person
    union all select kind, id, happened, 'e', k2 from record_person
    union all select kind, id, happened, 'p', k3 from record_person
), answer as (
    select 'v' as what, key_of(visitor_id) as key, lower(state) as state, changed_at as happened
    from accepted('consents') where visitor_id is not null and lower(purpose) = 'analytics'
    union all
    select 'e', key_of('e:' || email_key), lower(state), changed_at from accepted('consents')
    where email_key is not null and lower(purpose) = 'analytics'
    union all
    select 'p', key_of('p:' || phone_key), lower(state), changed_at from accepted('consents')
    where phone_key is not null and lower(purpose) = 'analytics'
    union all
    select 'v', key_of(visitor_id), lower(consent_analytics), event_at from web_events
    where consent_analytics is not null and key_of(visitor_id) in (
        select visitor from record_person where kind in ('form', 'chat', 'call', 'email_click')
    )
)
select kind, id
from subject inner join answer using (what, key)
where answer.happened <= subject.happened and answer.state in ('granted', 'denied') and kind in ('form', 'chat', 'call', 'email_click')
group by kind, id
having arg_min(answer.state, (-epoch_us(answer.happened), answer.state)) = 'denied';

-- The kind of a record is a column on both sides: a condition on one side alone would make a nested loop of the join.
create table lone_touch as
with origin as (
    select kind, id, source_key from form_touch
    union all
    select 'call', call_id, hash('call', coalesce(tracking_number, '')) from call
    union all
    select 'email_click', click_id, hash('email_click', coalesce(trim(campaign), '')) from accepted('email_clicks')
)
select record_person.person, record_person.happened, record_person.rank, hash(record_person.id) as tie,
    origin.source_key
from record_person
inner join origin using (kind, id)
anti join attached using (kind, id)
anti join unconsented using (kind, id);

create view touchpoint as
select person, start_at as happened, 1 as rank, visitor as tie, source_key from session
union all
select * from lone_touch;

-- One inquiry, however many tables recorded it: the same form or chat within ten minutes.
create temp table inquiry as
with noted as (
    select 1 as rank, 'web' as place, record_person.id, record_person.person, record_person.happened, detail.form_id, true as is_lead
    from record_person inner join detail on record_person.id = detail.event_id
    where kind = 'event' and detail.event_type in ('form_submit', 'chat_start') and not detail.is_excluded
    union all
    select rank, 'form', id, person, happened, form.form_id, true
    from record_person inner join accepted('form_submissions') as form on id = form.submission_id where kind = 'form'
    union all
    select rank, 'chat', id, person, happened, chat.chat_id, coalesce(chat.is_lead, true)
    from record_person inner join accepted('chats') as chat on id = chat.chat_id where kind = 'chat'
    union all
    select rank, 'call', id, person, happened, id, true
    from record_person inner join call on id = call.call_id
    where kind = 'call' and call.is_answered and coalesce(call.duration_seconds, 0) >= 30
), gap as (
    select *, case when place = 'call' then id else '' end as alone,
        happened - lag(happened) over (partition by person, alone order by happened, rank, id) <= interval 10 minutes as follows
    from noted
), chained as (
    select *, sum(case when follows then 0 else 1 end) over (
        partition by person, alone order by happened, rank, id rows unbounded preceding) as chain
    from gap
), posted as (
    select *, row_number() over (partition by person, alone, chain, place order by happened, id) as post from chained
), matched as (
    select person, min(happened) as happened, arg_min(rank, (happened, rank, id)) as rank, arg_min(id, (happened, rank, id)) as id,
        case when min(place) = max(place) then min(place) end as only_place, max(form_id) as form_id,
        coalesce(bool_or(is_lead) filter (place <> 'web'), true) as is_lead
    from posted
    group by person, alone, chain, post
), far as (
    -- A form tool that stamps its own time is matched by the id of the form, within the days of a repeat.
    select *, sum(case when follows then 0 else 1 end) over (
        partition by person, form_id order by happened, rank, id rows unbounded preceding) as chain
    from (
        select *, happened - lag(happened) over (partition by person, form_id order by happened, rank, id) <= interval 30 days as follows
        from matched where only_place is not null and form_id is not null
    )
), doubled as (
    select person, happened, rank, id from (
        select *, row_number() over (partition by person, form_id, chain, only_place order by happened, id) as post from far
    )
    qualify row_number() over (partition by person, form_id, chain, post order by happened, rank, id) > 1
)
select person, happened, rank, id from matched anti join doubled using (person, happened, rank, id) where is_lead;

-- A row of the CRM is an inquiry only where nothing else within 30 days explains it.
create temp table crm_inquiry as
select record_person.person, standing_lead.created_at as happened, 6 as rank, record_person.id
from record_person
inner join standing_lead on record_person.kind = 'lead' and record_person.id = standing_lead.id
where not exists (
    select 1 from inquiry where inquiry.person = record_person.person
        and inquiry.happened between standing_lead.created_at - interval 30 days
            and standing_lead.created_at + interval 30 days
);

create temp table lead as
with recursive every as (
    select * from inquiry union all select * from crm_inquiry
), hop as (
    select person, happened, min(happened) over (
        partition by person order by epoch_us(happened)
        range between 2592000000001 following and unbounded following) as next_at,
        row_number() over (partition by person order by happened) as n
    from every
), first_of as (
    select person, happened, next_at from hop where n = 1
    union
    select hop.person, hop.happened, hop.next_at from first_of
    inner join hop on first_of.person = hop.person and first_of.next_at = hop.happened
), spam as (
    select record_person.person, max(coalesce(lead.updated_at, lead.created_at)) as happened
    from record_person inner join standing_lead as lead on record_person.id = lead.id
    where record_person.kind = 'lead'
    group by record_person.person
    having bool_and(lower(trim(coalesce(lead.status, ''))) in (
        select lower(stage) from seed('crm_stages') where object_type = 'lead' and stage_kind = 'spam'))
)
select first_of.person, first_of.happened, arg_min(id, (rank, id)) as id, case when count(spam.happened) > 0 then greatest(max(spam.happened), first_of.happened) end as voided_at
from first_of
inner join every using (person, happened)
left join spam using (person)
group by first_of.person, first_of.happened;

-- A deal with its person (the primary contact, else the earliest lead), and its unbroken runs of won.
create temp table deal as
with kind as (select lower(stage) as stage, min(stage_kind) as stage_kind from seed('crm_stages')
    where object_type = 'opportunity' group by 1
), contact as (
    select lower(tie.crm) as crm, tie.opportunity_id, record_person.person
    from accepted('opportunity_leads') as tie
    inner join record_person on record_person.kind = 'lead'
        and record_person.id = lower(tie.crm) || ':' || tie.lead_id
    where not coalesce(tie.is_deleted, false)
    qualify row_number() over (partition by tie.crm, tie.opportunity_id
        order by not coalesce(tie.is_primary, false), record_person.happened, tie.lead_id) = 1
), staged as (
    select deal.*, case
            when is_won then 'won' when kind.stage_kind = 'won' and is_won is null then 'won'
            when is_closed and coalesce(kind.stage_kind, '') <> 'won' then 'lost'
            when kind.stage_kind = 'lost' and is_closed is null then 'lost' else 'open' end as state,
        minor(amount, currency.exponent) as amount_minor
    from crm_deal as deal
    left join kind on lower(trim(deal.stage)) = kind.stage
    left join seed('currencies') as currency on upper(deal.currency) = currency.currency
    where not coalesce(is_deleted, false)
), closing as (
    select staged.crm, staged.opportunity_id,
        max(change.changed_at) filter (change.changed_at::date = staged.closed_at::date) as that_day,
        max(change.changed_at) as ever
    from staged
    inner join accepted('stage_changes') as change on staged.opportunity_id = change.object_id
        and staged.crm = lower(change.crm) and change.object_type = 'opportunity'
    inner join kind on lower(trim(change.to_stage)) = kind.stage and kind.stage_kind = staged.state
    group by all
)
select staged.crm, staged.opportunity_id, staged.created_at, staged.updated_at, upper(staged.currency) as currency,
    coalesce(amount_minor, 0) as amount_minor, declared_source, state,
    coalesce(contact.person, hash('deal:' || staged.crm || staged.opportunity_id)) as person,
    case when state = 'open' then null
        when staged.closed_at is null then coalesce(closing.ever, staged.updated_at, staged.created_at)
        when not coalesce(staged.closed_at_is_date, false) then staged.closed_at
        else coalesce(closing.that_day, staged.closed_at + interval 86399 seconds) end as closed_at
from staged
left join contact using (crm, opportunity_id)
left join closing using (crm, opportunity_id);

create temp table win as
with kind as (select lower(stage) as stage, min(stage_kind) as stage_kind from seed('crm_stages')
    where object_type = 'opportunity' group by 1
), state as (
    select deal.crm, deal.opportunity_id, coalesce(kind.stage_kind = 'won', false) as is_won, false as is_now,
        minor(change.amount, currency.exponent) as amount_minor, change.changed_at as happened, change.to_stage as tie
    from deal
    inner join accepted('stage_changes') as change
        on deal.opportunity_id = change.object_id and deal.crm = lower(change.crm) and object_type = 'opportunity'
    left join kind on lower(trim(change.to_stage)) = kind.stage
    left join seed('currencies') as currency on deal.currency = currency.currency
    union all
    select crm, opportunity_id, state = 'won', true, amount_minor,
        case when state = 'won' then coalesce(closed_at, updated_at, created_at) else coalesce(updated_at, closed_at) end,
        ''
    from deal
), turn as (
    select *, row_number() over in_order as n, coalesce(lag(is_won) over in_order, false) as was_won
    from state
    window in_order as (partition by crm, opportunity_id order by is_now, happened, is_won, tie)
    qualify is_won <> was_won
), run as (
    select *, lag(happened) over in_order as lost_before, lead(is_now) over in_order as lost_now,
        lead(happened) over in_order as lost_at, lead(amount_minor) over in_order as lost_amount,
        lead(n) over in_order is not null as is_lost, lead(n, 2) over in_order is not null as won_again
    from turn
    window in_order as (partition by crm, opportunity_id order by n)
)
select run.crm, run.opportunity_id, deal.person, deal.created_at, deal.currency, deal.declared_source,
    case when not is_lost and deal.closed_at is not null and (lost_before is null or deal.closed_at > lost_before)
        then deal.closed_at else greatest(run.happened, coalesce(lost_before, run.happened)) end as won_at,
    case when is_lost then greatest(coalesce(lost_at, run.happened), run.happened) end as voided_at,
    case when won_again then coalesce(lost_amount, run.amount_minor, deal.amount_minor) else deal.amount_minor end
        as value_minor
from run inner join deal using (crm, opportunity_id)
where run.is_won and not coalesce(lost_now and deal.updated_at < run.happened, false);

create table conversion as
with original as (
    select 'lead' as kind, id as own_id, person, null as crm, null as opportunity_id, happened as opened_at, happened,
        getvariable('reporting_currency') as currency, 0::bigint as value_minor, voided_at, null as declared_source
    from lead
    union all
    select 'opportunity', crm || opportunity_id, person, crm, opportunity_id, created_at, created_at, currency,
        amount_minor, null, declared_source
    from deal
    union all
    select 'sale', crm || opportunity_id || won_at, person, crm, opportunity_id, created_at, won_at, currency,
        value_minor, voided_at, declared_source
    from win
    union all
    select 'order', coalesce(nullif(trim(detail.order_id), ''), detail.event_id), record_person.person, null, null,
        detail.happened, detail.happened, coalesce(upper(detail.currency), getvariable('reporting_currency')),
        coalesce(minor(detail.value, currency.exponent), 0), null, null
    from detail
    inner join record_person on record_person.kind = 'event' and record_person.id = detail.event_id
    left join seed('currencies') as currency on upper(detail.currency) = currency.currency
    where detail.event_type = 'order'
    qualify row_number() over (
        partition by coalesce(nullif(trim(detail.order_id), ''), detail.event_id) order by detail.happened, detail.event_id
    ) = 1
)
select hash(kind || own_id) as conversion, * from original;

-- The ledger: each conversion as it happened, then what was taken back; every amount with what was left before it.
create table entry as
with refund as (
    select refunds.refund_id, conversion.conversion, conversion.happened as sold_at, conversion.voided_at, refunds.refunded_at,
        conversion.currency, upper(refunds.currency) as refund_currency,
        minor(refunds.amount, currency.exponent) as amount_minor
    from accepted('refunds') as refunds
    inner join conversion on (conversion.kind = 'sale' and lower(refunds.crm) = conversion.crm
            and refunds.opportunity_id = conversion.opportunity_id)
    left join seed('currencies') as currency on upper(refunds.currency) = currency.currency
    union all
    select refunds.refund_id, conversion.conversion, conversion.happened, conversion.voided_at, refunds.refunded_at,
        conversion.currency, upper(refunds.currency), minor(refunds.amount, currency.exponent)
    from accepted('refunds') as refunds
    inner join conversion on refunds.opportunity_id is null and conversion.kind = 'order'
        and refunds.order_id = conversion.own_id
    left join seed('currencies') as currency on upper(refunds.currency) = currency.currency
), placed as (
    select * from refund
    qualify row_number() over (partition by refund_id
        order by sold_at > refunded_at, abs(epoch_us(sold_at) - epoch_us(refunded_at)), conversion) = 1
), paid_back as (
    select placed.* replace (case when refund_currency is null or refund_currency = placed.currency then amount_minor
            else round(amount_minor * theirs.rate / own.rate)::bigint end as amount_minor)
    from placed
    left join rate as theirs on placed.refund_currency = theirs.currency
        and sold_at::date >= theirs.valid_from and sold_at::date < theirs.valid_to
    left join rate as own on placed.currency = own.currency
        and sold_at::date >= own.valid_from and sold_at::date < own.valid_to
    where voided_at is null or refunded_at < voided_at
), running as (
    select *, sum(amount_minor) over (partition by conversion order by refunded_at, refund_id rows unbounded preceding)
        as so_far
    from paid_back
), total as (select conversion, sum(amount_minor) as amount_minor from paid_back group by all),
entries as (
    select conversion, 1 as units, happened, 0::bigint as before_minor, value_minor as after_minor from conversion
    union all
    select conversion, 0, refunded_at, (value_minor - so_far + running.amount_minor)::bigint,
        (value_minor - so_far)::bigint
    from running inner join conversion using (conversion)
    union all
    select conversion, -1, voided_at, (value_minor - coalesce(total.amount_minor, 0))::bigint, 0::bigint
    from conversion left join total using (conversion) where voided_at is not null
)
select entries.*, conversion.kind, entries.happened::date as event_date, conversion.happened::date as conversion_date,
    round(before_minor * rate.rate)::bigint as before_reporting, round(after_minor * rate.rate)::bigint as after_reporting
from entries
inner join conversion using (conversion)
left join rate on conversion.currency = rate.currency
    and conversion.happened::date >= rate.valid_from and conversion.happened::date < rate.valid_to;
