-- One row per combination of evidence and per interaction, with its strongest evidence and the ad behind its click.
{{ config(materialized='view') }}
with

evidence as (select * from {{ ref('int_source_evidence') }}),

click_id_parameters as (select * from {{ ref('click_id_parameters') }}),

ad_clicks as (
    select * from {{ ref('int_ad_clicks_unioned') }}
    where campaign_id is not null
),

campaigns as (select * from {{ ref('int_campaigns') }}),

account_zones as (
    select platform, account_id, max(account_time_zone) as account_time_zone
    from campaigns
    where account_id is not null
    group by platform, account_id
),

clicked as (
    select
        evidence.*,
        click_id_parameters.platform as click_platform,
        evidence.click_id is not null and coalesce(click_id_parameters.is_paid, false) as is_paid_click_id,
        click_id_parameters.source as click_source,
        click_id_parameters.medium as click_medium,
        coalesce(ad_clicks.platform, evidence.named_campaign_platform) as ad_platform,
        coalesce(ad_clicks.campaign_id, evidence.named_campaign_id) as campaign_id,
        ad_clicks.platform is not null as is_click_resolved,
        ad_clicks.account_id,
        ad_clicks.campaign_name,
        ad_clicks.campaign_type,
        ad_clicks.network,
        ad_clicks.ad_group_id,
        ad_clicks.ad_group_name,
        ad_clicks.ad_id,
        ad_clicks.ad_name,
        ad_clicks.keyword as ad_keyword,
        ad_clicks.match_type
    from evidence
    left join click_id_parameters on evidence.click_id_parameter = click_id_parameters.parameter
    left join ad_clicks
        on click_id_parameters.platform = ad_clicks.platform
        and evidence.click_id = ad_clicks.click_id
),

-- An unresolved paid click beats organic tags and tags that name neither source nor medium, and nothing else.
final as (
    select
        clicked.*,
        case
            when clicked.is_click_resolved then 'click_id_resolved'
            when clicked.campaign_id is not null then 'campaign_id_resolved'
            when clicked.number_source is not null then 'tracked_number'
            when clicked.is_paid_click_id and coalesce(clicked.utm_medium, 'organic') = 'organic'
                and (clicked.utm_medium is not null or clicked.utm_source is null) then 'click_id'
            when coalesce(clicked.utm_source, clicked.utm_medium, clicked.utm_campaign) is not null then 'utm'
            when clicked.referrer_list = 'ai_assistant' then 'ai_assistant'
            when clicked.referrer_source is not null then 'referrer'
            else 'none'
        end as evidence,
        coalesce(clicked.account_id, campaigns.account_id) as ad_account_id,
        coalesce(clicked.campaign_name, campaigns.campaign_name, clicked.campaign_id) as ad_campaign_name,
        coalesce(clicked.campaign_type, campaigns.campaign_type) as ad_campaign_type,
        coalesce(campaigns.account_time_zone, account_zones.account_time_zone) as account_time_zone
    from clicked
    left join campaigns
        on clicked.ad_platform = campaigns.platform
        and clicked.campaign_id = campaigns.campaign_id
    left join account_zones
        on clicked.ad_platform = account_zones.platform
        and coalesce(clicked.account_id, campaigns.account_id) = account_zones.account_id
)

select * from final
