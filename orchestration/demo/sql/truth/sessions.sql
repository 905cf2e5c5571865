-- One row per true visit: whose, when, and the channel that really brought it.
select
    visit_number,
    'v' || code('visitor', visitor_number) as visitor_id,
    true_person_id,
    visit_kind,
    started_at,
    later(started_at, (page_views - 1) * seconds_between_pages) as last_page_at,
    page_views,
    channel,
    channel_code,
    visit_links.platform,
    visit_links.campaign_id,
    ad_id,
    keyword,
    click_parameter,
    click_id,
    landing_path,
    visit_links.country,
    visit_links.analytics_consent is distinct from 'denied' and visit_kind = 'person' as is_counted
from visit_links
inner join channels using (channel_code)
left join people using (person_number)
left join (
    select placement_number, ad_id, keyword from placements
) as ads using (placement_number)
order by visit_number
