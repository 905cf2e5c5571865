-- Sessions: all events in order once, after that only the rows at which something begins, is told or ends.

create temp table mark as
with point as (
    select visitor, happened, id, is_view, false as is_handover, touch, click, click_kind, page from event where opens
    union all
    select visitor, valid_from, 0, false, true, null, null, null, null from visitor_person where segment > 1
), placed as (
    -- dense_rank: a delivery that came twice stands in one place, and only its first row goes on.
    select *, dense_rank() over in_order as n,
        last_value(id) over (
            partition by visitor order by happened, id rows between current row and unbounded following
        ) = id as is_last,
        sum(case when is_view then 0 else 1 end) over (
            partition by visitor order by happened, id rows unbounded preceding
        ) as others,
        lag(happened) over in_order as before_at, lag(is_handover) over in_order as after_handover,
        lag(id) over in_order as before_id
    from point
    window in_order as (partition by visitor order by happened, id)
), opened as (
    select *, not is_handover and (
        before_at is null or after_handover or happened - before_at > interval 30 minutes
    ) as is_opening
    from placed
    where id is distinct from before_id
        and (is_opening or is_handover or is_last or touch is not null or click is not null)
)
select opened.* exclude (touch, click, click_kind),
    -- What is evidence, and nothing else; a click that no platform is paid for only where its platform knows it.
    case when touch.is_tagged or touch.is_referred
            or touch.is_campaign_known and coalesce(click_parameter.platform, 'google_ads') = 'google_ads'
            or click_parameter.is_paid or ad_click.click is not null then opened.touch end as touch,
    case when click_parameter.is_paid or ad_click.click is not null or touch.is_tagged then opened.click end as click,
    case when click_parameter.is_paid or ad_click.click is not null or touch.is_tagged
        then opened.click_kind end as click_kind,
    case when click_parameter.is_paid then opened.click end as click_code,
    touch.tags_code,
    coalesce(touch.is_tagged or touch.is_referred or touch.is_campaign_known
        or click_parameter.is_paid or ad_click.click is not null, false) as is_evidence
from opened
left join touch on opened.touch = touch.touch
left join click_parameter on opened.click_kind = click_parameter.click_kind
left join (select click from ad_click where platform not in (select platform from click_parameter where is_paid)) as ad_click
    on opened.click = ad_click.click
where is_opening or is_handover or is_last or touch.is_tagged or touch.is_referred or touch.is_campaign_known
    or click_parameter.is_paid or ad_click.click is not null;

-- A campaign opens a session within 30 minutes where it differs from that of the session's first event: step by step,
-- in the few stretches that carry one at another place than their start.
create temp table campaign_opening as
with recursive told as (
    select visitor, n, is_opening, click_code, tags_code,
        sum(is_opening::int) over (partition by visitor order by n rows unbounded preceding) as stretch
    from mark where is_opening or click_code is not null or tags_code is not null
), few as (
    select told.* from told semi join (
        select visitor, stretch from told where not is_opening
    ) as carrying using (visitor, stretch)
), opened as (
    select visitor, stretch, n, click_code, tags_code, true as is_first from few where is_opening
    union all
    select visitor, stretch, min(next.n), arg_min(next.click_code, next.n), arg_min(next.tags_code, next.n), false
    from opened inner join few as next using (visitor, stretch)
    where next.n > opened.n and case
        when next.click_code is not null then next.click_code is distinct from opened.click_code
        else next.tags_code is not null and next.tags_code is distinct from opened.tags_code
    end
    group by visitor, stretch
)
select visitor, n from opened where not is_first;

create temp table cut as
with started as (
    select mark.*, mark.is_opening or campaign_opening.n is not null as is_start
    from mark left join campaign_opening using (visitor, n)
), followed as (
    select *,
        lead(not is_start and not is_handover) over in_order as goes_on,
        lead(touch) over in_order as next_touch, lead(click) over in_order as next_click,
        lead(click_kind) over in_order as next_kind
    from started
    window in_order as (partition by visitor order by n)
), bounded as (
    select *,
        lead(is_last and not is_start and not is_handover) over in_order as ends_here,
        lead(happened) over in_order as next_at, lead(before_at) over in_order as next_before_at,
        lead(n) over in_order as next_n, lead(others) over in_order as next_others,
        lead(is_view) over in_order as next_is_view, lead(is_handover) over in_order as next_is_handover
    from followed
    where is_start or is_handover or is_last
    window in_order as (partition by visitor order by n)
)
select visitor, happened as start_at, page,
    case when is_evidence or not coalesce(goes_on, false) then touch else next_touch end as touch,
    case when is_evidence or not coalesce(goes_on, false) then click else next_click end as click,
    case when is_evidence or not coalesce(goes_on, false) then click_kind else next_kind end as click_kind,
    case when next_n is null then happened when ends_here then next_at else next_before_at end as last_page_at,
    -- Views: places between, less those of events that are none.
    case when next_n is null then is_view::int
        when ends_here then next_n - n + 1 - (next_others - others + (not is_view)::int)
        else next_n - n - (next_others - (not next_is_view)::int - others + (not is_view)::int)
    end as views
from bounded
where is_start;

create temp macro source_key(touch, click_kind, ad) as
    hash(coalesce(touch, 0), coalesce(click_kind, 0), coalesce(ad, 0));

create table session as
with owned as (
    select cut.*, coalesce(owner.person, cut.visitor) as person, coalesce(owner.segment, 1) as segment
    from cut
    left join visitor_person as owner
        on cut.visitor = owner.visitor and cut.start_at >= owner.valid_from and cut.start_at < owner.valid_to
), extra as (
    -- Orders and identifications open nothing: they belong to the session they reach.
    select event.visitor, event.id, event.happened, owned.start_at
    from event
    left join visitor_person as owner
        on event.visitor = owner.visitor and event.happened >= owner.valid_from and event.happened < owner.valid_to
    inner join owned on event.visitor = owned.visitor and coalesce(owner.segment, 1) = owned.segment
        and event.happened between owned.start_at - interval 30 minutes and owned.last_page_at + interval 30 minutes
    where not event.opens
    qualify row_number() over (
        partition by event.visitor, event.id
        order by owned.start_at > event.happened, abs(epoch_us(owned.start_at) - epoch_us(event.happened))
    ) = 1
), last_extra as (select visitor, start_at, max(happened) as happened from extra group by all)
select
    owned.visitor, owned.person, owned.start_at, greatest(owned.last_page_at, last_extra.happened) as end_at,
    owned.page, owned.views, owned.touch, owned.click, owned.click_kind, ad_click.ad,
    source_key(owned.touch, owned.click_kind, ad_click.ad) as source_key
from owned
left join last_extra using (visitor, start_at)
left join ad_click on owned.click = ad_click.click
where owned.views <= 1000;
