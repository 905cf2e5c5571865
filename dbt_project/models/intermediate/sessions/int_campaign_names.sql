-- One row per ad platform (or none) and text that names exactly one campaign there, by its name or its id.
with

campaigns as (select * from {{ ref('int_campaigns') }}),

named as (
    select platform, lower(trim(campaign_name)) as campaign_text, platform as in_platform, campaign_id from campaigns
    union
    select platform, lower(trim(campaign_id)), platform, campaign_id from campaigns
    union
    select '', lower(trim(campaign_name)), platform, campaign_id from campaigns
    union
    select '', lower(trim(campaign_id)), platform, campaign_id from campaigns
),

unique_names as (
    select
        platform,
        campaign_text,
        max(in_platform) as in_platform,
        max(campaign_id) as campaign_id
    from named
    where campaign_text <> ''
    group by platform, campaign_text
    having count(*) = 1
),

final as (
    select
        unique_names.platform,
        unique_names.campaign_text,
        campaigns.platform as campaign_platform,
        campaigns.campaign_id,
        campaigns.campaign_name,
        campaigns.account_id,
        campaigns.account_time_zone
    from unique_names
    inner join campaigns
        on unique_names.in_platform = campaigns.platform
        and unique_names.campaign_id = campaigns.campaign_id
)

select * from final
