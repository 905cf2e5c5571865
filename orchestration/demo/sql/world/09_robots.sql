-- Robots: crawlers that say so (one visit in sixty), and one that says it is a browser but
-- reads more pages in one session than anybody could.
insert into visits
select
    -1000000 - visit_number as visit_number,
    null as person_number,
    -1000 - whole('crawler', visit_number, 0, 39) as visitor_number,
    'crawler' as visit_kind,
    later(started_at, 3600) as started_at,
    'direct' as channel_code,
    null as placement_number,
    3 as page_views,
    5 as seconds_between_pages,
    null as landing_path,
    null as given_click_id,
    'US' as country,
    null as analytics_consent,
    null as ads_consent
from visits
where visit_number % 60 = 0;

insert into visits
values (
    -999, null, -999, 'flood',
    getvariable('window_start')::timestamp + interval 40 days + interval 2 hours,
    'direct', null, 1300, 4, null, null, 'US', null, null
);
