-- One row per version of an account, campaign, ad group, ad or keyword with its name.
with

account_history as (select * from {{ source('google_ads_fivetran', 'account_history') }}),

campaign_history as (select * from {{ source('google_ads_fivetran', 'campaign_history') }}),

ad_group_history as (select * from {{ source('google_ads_fivetran', 'ad_group_history') }}),

ad_history as (select * from {{ source('google_ads_fivetran', 'ad_history') }}),

criterion_history as (select * from {{ source('google_ads_fivetran', 'ad_group_criterion_history') }}),

entities as (
    select
        'account' as entity_kind, id as entity_id, descriptive_name as entity_name,
        {{ null_text() }} as entity_type, upper(currency_code) as currency, time_zone as account_time_zone,
        updated_at, extracted_at
    from account_history
    union all
    select 'campaign', id, name, advertising_channel_type, null, null, updated_at, extracted_at
    from campaign_history
    union all
    select 'ad_group', id, name, null, null, null, updated_at, extracted_at
    from ad_group_history
    union all
    select 'ad', id, name, null, null, null, updated_at, extracted_at
    from ad_history
    union all
    -- A keyword's id is its own only inside its ad group.
    select
        'keyword', ad_group_id || '~' || id, keyword_text, lower(keyword_match_type), null, null,
        updated_at, extracted_at
    from criterion_history
),

final as (select 'google_ads' as platform, * from entities)

select * from final
