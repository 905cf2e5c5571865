-- One row per query string with what it says of the source, cleaned, and whether its click is known to an ad platform.
with

landing_queries as (select * from {{ ref('int_landing_queries') }}),

ad_clicks as (select * from {{ ref('int_ad_clicks_unioned') }}),

campaigns as (select * from {{ ref('int_campaigns') }}),

cleaned as (
    select
        query_key,
        click_id,
        click_id_parameter,
        click_platform,
        is_paid_click_id and click_id is not null as is_paid_click_id,
        gad_campaign_id,
        nullif(lower(trim(utm_source)), '') as utm_source,
        nullif(lower(trim(utm_medium)), '') as utm_medium,
        nullif(trim(utm_campaign), '') as utm_campaign,
        nullif(trim(utm_term), '') as utm_term,
        nullif(trim(utm_content), '') as utm_content,
        nullif(trim(utm_id), '') as utm_id
    from landing_queries
),

-- Google names the campaign in a parameter of its own, where it names no click or its click is not (yet) reported.
resolved as (
    select
        cleaned.*,
        ad_clicks.campaign_id is not null as is_click_resolved,
        case when ad_clicks.campaign_id is null then campaigns.campaign_id end as named_campaign_id,
        case when ad_clicks.campaign_id is null then campaigns.platform end as named_campaign_platform
    from cleaned
    left join ad_clicks
        on cleaned.click_platform = ad_clicks.platform
        and cleaned.click_id = ad_clicks.click_id
        and ad_clicks.campaign_id is not null
    left join campaigns
        on cleaned.gad_campaign_id = campaigns.campaign_id
        and campaigns.platform = 'google_ads'
        and (not cleaned.is_paid_click_id or cleaned.click_platform = campaigns.platform)
),

final as (
    select
        *,
        coalesce(utm_source, utm_medium, utm_campaign) is not null as is_tagged,
        -- What the campaign split compares: a click counts as itself, tags by the three that name a campaign.
        case when is_paid_click_id then {{ row_key("click_id_parameter || '=' || click_id") }} end as click_code,
        case
            when coalesce(utm_source, utm_medium, utm_campaign) is not null
                then {{ row_key(
                    "coalesce(utm_source, '') || '|' || coalesce(utm_medium, '')"
                    ~ " || '|' || coalesce(lower(utm_campaign), '')"
                ) }}
        end as tags_code,
        is_click_resolved
        or named_campaign_id is not null
        or is_paid_click_id
        or coalesce(utm_source, utm_medium, utm_campaign) is not null as is_evidence
    from resolved
)

select * from final
