-- John and Rebecca, the two stories that the documentation tells, at their exact moments.
insert into people
values
(-1, 'john', 'prospect', 'GB', 'GBP', 'en-GB', 950001, 3, 0, 1, 1, 'granted', 'granted'),
(-2, 'rebecca', 'prospect', 'GB', 'GBP', 'en-GB', 950002, 5, 0, 1, 1, 'granted', 'granted');

insert into visits by name
select *
from (
    values
    (-11, -1, -4, '2026-03-02 10:00:00', 'organic_search', null, 3, 150.0,
        '/blog/choosing-a-lab-humidity-sensor', null),
    (-12, -1, -4, '2026-03-06 14:00:00', 'paid_search_google', 3, 3, 240.0,
        '/sensors/humidity', 'Cj0KCQ_John-2026-03-06_AbCdEf_wcB'),
    (-13, -1, -4, '2026-03-20 09:30:00', 'direct', null, 2, 180.0, '/pricing', null),
    (-21, -2, -8, '2026-04-01 09:00:00', 'organic_search', null, 2, 200.0,
        '/blog/why-labs-measure-the-weather', null),
    (-22, -2, -8, '2026-04-08 11:00:00', 'organic_search', null, 4, 300.0,
        '/blog/drift-and-calibration', null),
    (-23, -2, -8, '2026-04-10 08:00:00', 'email', null, 2, 90.0, '/guides/comparison-list', null),
    (-24, -2, -8, '2026-04-13 08:00:00', 'email', null, 3, 60.0, '/customers', null),
    (-25, -2, -8, '2026-04-20 16:00:00', 'paid_search_google', 5, 2, 120.0,
        '/sensors/pressure', 'Cj0KCQ_Rebecca-2026-04-20_GhIjKl_wcB')
) as listed (
    visit_number, person_number, visitor_number, started_at, channel_code, placement_number,
    page_views, seconds_between_pages, landing_path, given_click_id
)
cross join (
    values ('person', 'GB', 'granted', 'granted')
) as constant (visit_kind, country, analytics_consent, ads_consent);

insert into leads
values
(-1, -12, -4, '2026-03-06 14:12:00', 'chat', null, false, 'organic_search', -11),
(-2, -22, -8, '2026-04-08 11:20:00', 'form', 'demo-request', false, 'organic_search', -21);

insert into contacts
values
(
    -1, true, '499999', 'john@stories.example', '020 7946 0801', 'GB', 'Stories Laboratory',
    '799999', 'GBP'
),
(-2, true, '499998', 'rebecca@stories.example', null, 'GB', 'Stories Observatory', '799998', 'GBP');

insert into deals
values
(
    -4, '699996', -1, '2026-03-10 09:00:00', null, '2026-03-10 09:00:00',
    '2026-03-20 09:45:00', null, 1000.00, 'GBP', null, false, 'organic_search', -11
),
(
    -8, '699992', -2, '2026-04-15 10:00:00', null, '2026-04-15 10:00:00',
    '2026-04-24 15:00:00', null, 6000.00, 'GBP', null, false, 'organic_search', -21
);
