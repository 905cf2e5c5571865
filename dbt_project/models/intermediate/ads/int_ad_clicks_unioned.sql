-- One row per click id that an ad platform can explain, with every name known.
with

clicks as (select * from {{ ref('int_ad_clicks_newest') }}),

entities as (select * from {{ ref('int_ad_entities') }}),

final as (
    select
        clicks.platform,
        clicks.click_id,
        clicks.clicked_on,
        clicks.account_id,
        clicks.campaign_id,
        coalesce(clicks.campaign_name, campaigns.entity_name) as campaign_name,
        coalesce(clicks.campaign_type, campaigns.entity_type) as campaign_type,
        clicks.ad_group_id,
        coalesce(clicks.ad_group_name, ad_groups.entity_name) as ad_group_name,
        clicks.ad_id,
        coalesce(clicks.ad_name, ads.entity_name) as ad_name,
        clicks.keyword,
        clicks.match_type,
        clicks.network
    from clicks
    left join entities as campaigns
        on clicks.platform = campaigns.platform
        and campaigns.entity_kind = 'campaign'
        and clicks.campaign_id = campaigns.entity_id
    left join entities as ad_groups
        on clicks.platform = ad_groups.platform
        and ad_groups.entity_kind = 'ad_group'
        and clicks.ad_group_id = ad_groups.entity_id
    left join entities as ads
        on clicks.platform = ads.platform
        and ads.entity_kind = 'ad'
        and clicks.ad_id = ads.entity_id
)

select * from final
