-- One row per click id, as extracted.
with

ad_clicks as (select * from {{ source('landing', 'ad_clicks') }}),

final as (
    select
        lower(platform) as platform,
        click_id,
        account_id,
        campaign_id,
        campaign_name,
        campaign_type,
        ad_group_id,
        ad_group_name,
        ad_id,
        ad_name,
        keyword,
        match_type,
        network,
        clicked_on,
        extracted_at
    from ad_clicks
)

select * from final
