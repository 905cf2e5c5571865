-- No row: this connector does not sync clicks. Typed, so that clicks of all platforms stand in one union.
with

final as (
    select
        {{ null_text() }} as platform,
        {{ null_text() }} as click_id,
        {{ null_text() }} as account_id,
        {{ null_text() }} as campaign_id,
        {{ null_text() }} as campaign_name,
        {{ null_text() }} as campaign_type,
        {{ null_text() }} as ad_group_id,
        {{ null_text() }} as ad_group_name,
        {{ null_text() }} as ad_id,
        {{ null_text() }} as ad_name,
        {{ null_text() }} as keyword,
        {{ null_text() }} as match_type,
        {{ null_text() }} as network,
        cast(null as date) as clicked_on,
        cast(null as timestamp) as extracted_at
    where false
)

select * from final
