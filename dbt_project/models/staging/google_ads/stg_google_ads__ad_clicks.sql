-- One row per click id, as extracted.
with

click_view as (select * from {{ source('google_ads', 'click_view') }}),

final as (
    select
        'google_ads' as platform,
        gclid as click_id,
        customer_id as account_id,
        campaign_id,
        campaign_name,
        advertising_channel_type as campaign_type,
        ad_group_id,
        ad_group_name,
        ad_id,
        {{ null_text() }} as ad_name,
        keyword_text as keyword,
        lower(match_type) as match_type,
        ad_network_type as network,
        click_date as clicked_on,
        extracted_at
    from click_view
)

select * from final
