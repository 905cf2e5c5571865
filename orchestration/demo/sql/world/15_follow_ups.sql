-- Visits between asking and deciding: up to four per deal, by ways that caused nothing any more
-- (direct, mailings, the brand in a search). They are why the last click flatters itself.
insert into visits by name
with planned as (
    select
        deals.person_number * 16 + 12 + follow_up as visit_number,
        deals.person_number,
        later(
            lead_at,
            86400 + (follow_up + draw('follow up', deals.person_number * 16 + follow_up)) / 4
            * greatest(
                86400,
                epoch(coalesce(won_at, lost_at, lead_at + interval 28 days) - lead_at) - 90000
            )
        ) as started_at
    from deals
    inner join leads using (person_number)
    inner join range(4) as steps (follow_up)
        on follow_up < whole('follow ups', deals.person_number, 0, 4)
    where deals.deal_number % 4 = 0
)

select
    visit_number,
    planned.person_number,
    planned.person_number * 4 + if(
        draw('device', visit_number) < 0.6, 1, whole('which device', visit_number, 1, devices)
    ) as visitor_number,
    'person' as visit_kind,
    started_at,
    case
        when draw('way back', visit_number) < 0.42 then 'direct'
        when draw('way back', visit_number) < 0.70 then 'email'
        when draw('way back', visit_number) < 0.85 then 'organic_search'
        else 'paid_search_google'
    end as channel_code,
    if(channel_code = 'paid_search_google', 1, null) as placement_number,
    whole('pages', visit_number, 1, 6) as page_views,
    spread('pace', visit_number, 15, 240) as seconds_between_pages,
    null as landing_path,
    null as given_click_id,
    country,
    analytics_consent,
    ads_consent
from planned
inner join people using (person_number)
where started_at < getvariable('window_end')::timestamp - interval 1 hour;
