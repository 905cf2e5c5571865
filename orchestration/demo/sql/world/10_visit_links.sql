-- One row per visit with what its first request shows: landing address, click id, referrer.
create or replace view visit_links as
with placed as (
    select
        visits.*,
        placements.platform,
        placements.account_id,
        placements.campaign_id,
        placements.campaign_name,
        placements.network,
        draw('variety', visit_number) as variety,
        coalesce(
            visits.landing_path,
            placements.landing_path,
            case
                when visits.channel_code = 'organic_search' and draw('landing', visit_number) < 0.6
                    then blog.page_path
                when visits.channel_code in ('direct', 'email') and draw('landing', visit_number) < 0.4
                    then '/pricing'
                when visits.channel_code = 'direct' then '/'
                when visits.channel_code in ('review', 'ai_assistant') then '/guides/comparison-list'
                else anywhere.page_path
            end
        ) as first_path
    from visits
    left join placements using (placement_number)
    left join pages as blog on blog.page_number = whole('blog', visit_number, 8, 11)
    left join pages as anywhere on anywhere.page_number = whole('anywhere', visit_number, 0, 17)
),

clicked as (
    select
        *,
        case
            when platform = 'google_ads' and given_click_id is null and variety < 0.03 then 'gbraid'
            when platform = 'google_ads' and given_click_id is null and variety < 0.05 then 'wbraid'
            when platform = 'google_ads' then 'gclid'
            when platform = 'microsoft_ads' then 'msclkid'
            when platform = 'meta_ads' and variety < 0.95 then 'fbclid'
            when platform = 'linkedin_ads' then 'li_fat_id'
            when channel_code = 'organic_social' and variety < 0.4 then 'fbclid'
        end as click_parameter
    from placed
)

select
    * exclude (landing_path, given_click_id),
    case click_parameter
        when 'gclid' then coalesce(given_click_id, 'Cj0KCQ_' || code('click', visit_number) || '_wcB')
        when 'fbclid' then 'IwAR' || code('click', visit_number)
        else code('click', visit_number)
    end as click_id,
    first_path as landing_path,
    case
        when platform = 'google_ads' then
            case
                when campaign_id = '21000001'
                    then 'utm_source=google&utm_medium=cpc&utm_campaign=brand&'
                else ''
            end
            || 'gad_source=1&gad_campaignid=' || campaign_id || '&' || click_parameter || '='
        when platform = 'microsoft_ads'
            then 'utm_source=bing&utm_medium=cpc&utm_campaign=' || url_encode(campaign_name)
            || '&msclkid='
        when platform = 'meta_ads'
            then 'utm_source=' || network || '&utm_medium=paid_social&utm_campaign='
            || url_encode(campaign_name) || '&utm_id=' || campaign_id
            || case when click_parameter is null then '' else '&fbclid=' end
        when platform = 'linkedin_ads'
            then 'utm_source=linkedin&utm_medium=paid-social&utm_campaign='
            || url_encode(campaign_name) || '&utm_id=' || campaign_id || '&li_fat_id='
        when channel_code = 'email'
            then 'utm_source=newsletter&utm_medium=email&utm_campaign='
            || strftime(started_at, 'letter-%Y-%m')
        when channel_code = 'affiliate'
            then 'utm_source=labdeals&utm_medium=affiliate&utm_campaign=partners'
        when channel_code = 'ai_assistant' and variety < 0.5 then 'utm_source=chatgpt.com'
        when channel_code = 'organic_social' and variety < 0.4 then 'fbclid='
    end as landing_query,
    case
        when channel_code = 'organic_search' then
            case
                when variety < 0.80 then 'https://www.google.com/'
                when variety < 0.92 then 'https://www.bing.com/'
                else 'https://duckduckgo.com/'
            end
        when channel_code in ('paid_search_google', 'cross_network') then 'https://www.google.com/'
        when channel_code = 'paid_search_bing' then 'https://www.bing.com/'
        when channel_code = 'paid_social_meta' then 'https://l.facebook.com/'
        when channel_code in ('video', 'organic_video') then 'https://www.youtube.com/'
        when channel_code = 'display' then 'https://news-site.example/story'
        when channel_code = 'paid_social_linkedin' then 'https://www.linkedin.com/'
        when channel_code = 'organic_social'
            then if(variety < 0.4, 'https://l.facebook.com/', 'https://www.linkedin.com/')
        when channel_code = 'referral'
            then if(variety < 0.5, 'https://labpartners.example/links', 'https://www.met-society.example/')
        when channel_code = 'review'
            then if(variety < 0.5, 'https://www.g2.com/', 'https://www.capterra.com/')
        when channel_code = 'ai_assistant'
            then if(variety < 0.7, 'https://chatgpt.com/', 'https://www.perplexity.ai/')
        when channel_code = 'affiliate' then 'https://labdeals.example/'
        when channel_code = 'direct' and visit_kind = 'person' and variety < 0.05
            then 'https://www.fernhill.example/'
    end as referrer_url
from clicked;

-- The part of the company's life that is being written now.
create or replace view open_visit_links as
select * from visit_links
where started_at >= getvariable('chunk_from')::timestamp
    and started_at < getvariable('chunk_to')::timestamp;
