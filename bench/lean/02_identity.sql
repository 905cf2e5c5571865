-- Whose a cookie is when: strong keys joined to a fixpoint, then each cookie's stretches of time.

create temp table call as
with leased as (
    select calls.call_id, leases.visitor_id, leases.leased_from
    from accepted('calls') as calls
    inner join accepted('number_leases') as leases
        on calls.tracking_number = leases.tracking_number
        and calls.started_at between leases.leased_from and leases.leased_until + interval 30 minutes
    qualify row_number() over (partition by calls.call_id order by leases.leased_from desc, leases.visitor_id) = 1
)
select calls.*, key_of(coalesce(calls.visitor_id, leased.visitor_id)) as visitor,
    case when coalesce(calls.visitor_id, leased.visitor_id) = leased.visitor_id then leased.leased_from end as leased_from
from accepted('calls') as calls
left join leased using (call_id);

-- Every record that names somebody, with up to three keys; the first that is nobody else's names the person.
create temp table record as
select 1 as rank, 'event' as kind, event_id as id, visitor, happened, user_key as k1, email_key as k2, phone_key as k3,
    is_excluded
from detail
union all
select 2, 'form', submission_id, key_of(visitor_id), submitted_at, null, key_of('e:' || email_key), key_of('p:' || phone_key),
    false
from accepted('form_submissions')
union all
select 3, 'chat', chat_id, key_of(visitor_id), started_at, null, key_of('e:' || email_key), key_of('p:' || phone_key), false
from accepted('chats')
union all
select 4, 'call', call_id, visitor, started_at, null, null, key_of('p:' || caller_phone_key), false from call
union all
select 5, 'email_click', click_id, key_of(visitor_id), clicked_at, null, key_of('e:' || email_key), null, false
from accepted('email_clicks')
union all
select 6, 'lead', crm || ':' || lead_id, key_of(visitor_id), created_at,
    key_of('l:' || crm || ':' || lead_id), key_of('e:' || email_key), key_of('p:' || phone_key), false
from crm_lead;

-- Two keys of one record are a link, unless more than ten of a kind hang on one of them.
create temp table seen as
select k1 as key, case rank when 1 then 'u' else 'l' end as kind from record
union select k2, 'e' from record
union select k3, 'p' from record;

create temp table edge as
with pair as (
    select k1 as a, k2 as b from record where not is_excluded and kind <> 'email_click'
    union select k1, k3 from record where not is_excluded
    union select k2, k3 from record where not is_excluded
    union select key_of('l:' || crm || ':' || from_id), key_of('l:' || crm || ':' || into_id) from merged
), link as (
    select a, b from pair where a is not null and b is not null
    union select b, a from pair where a is not null and b is not null
), shared as (
    select link.a as key from link inner join seen on link.b = seen.key
    group by link.a, seen.kind having count(*) > 10
    union select key_of(key) from read_parquet(getvariable('home') || '/accepted/door/blocked_keys/*/*.parquet')
), usable as (select distinct key from seen where key is not null and key not in (from shared))
select key as a, key as b from usable
union all
select a, b from link where a in (from usable) and b in (from usable);

-- Each round looks up the few labels that fell in the last one: they, not the table, are kept in memory.
set disabled_optimizers = 'join_order,build_side_probe_side';

create temp table known_key as
with recursive component(key, label) using key (key) as (
    select a, a from edge where a = b
    union
    select fallen.key, fallen.label
    from recurring.component as standing
    inner join (
        select edge.b as key, min(component.label) as label
        from edge inner join component on edge.a = component.key
        group by edge.b
    ) as fallen on standing.key = fallen.key and fallen.label < standing.label
)
select key, label as person from component;

set disabled_optimizers = '';

create temp table identified as
select record.*, coalesce(p1.person, p2.person, p3.person) as named
from record
left join known_key as p1 on record.k1 = p1.key
left join known_key as p2 on record.k2 = p2.key
left join known_key as p3 on record.k3 = p3.key;

create table visitor_person as
with changed as (
    select visitor, happened, rank, id, named as person
    from identified
    where visitor is not null and named is not null and not is_excluded
    qualify named is distinct from lag(named) over (partition by visitor order by happened, rank, id)
), stretch as (
    select visitor, person, happened, row_number() over in_order as segment, lead(happened) over in_order as next_at
    from changed
    window in_order as (partition by visitor order by happened, rank, id)
)
select visitor, person, segment,
    case when segment = 1 then timestamp '0001-01-01' else happened end as valid_from,
    coalesce(next_at, timestamp '9999-12-31') as valid_to
from stretch
where next_at is null or next_at > happened or segment = 1;

-- Who names nobody is his cookie; who has no cookie either is a person apart.
create temp table record_person as
select identified.*, coalesce(named, owner.person, identified.visitor, hash(kind || ':' || id)) as person
from identified
left join visitor_person as owner
    on identified.visitor = owner.visitor and identified.happened >= owner.valid_from and identified.happened < owner.valid_to;
