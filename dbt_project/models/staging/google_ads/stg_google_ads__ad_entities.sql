-- One row per version of an account, campaign, ad group, ad or keyword with its name.
with

customers as (select * from {{ source('google_ads', 'customers') }}),

campaigns as (select * from {{ source('google_ads', 'campaigns') }}),

ad_groups as (select * from {{ source('google_ads', 'ad_groups') }}),

ads as (select * from {{ source('google_ads', 'ads') }}),

keywords as (select * from {{ source('google_ads', 'keywords') }}),

entities as (
    select
        'account' as entity_kind, customer_id as entity_id, descriptive_name as entity_name,
        {{ null_text() }} as entity_type, upper(currency_code) as currency, time_zone as account_time_zone,
        extracted_at as updated_at, extracted_at
    from customers
    union all
    select 'campaign', campaign_id, campaign_name, advertising_channel_type, null, null, extracted_at, extracted_at
    from campaigns
    union all
    select 'ad_group', ad_group_id, ad_group_name, null, null, null, extracted_at, extracted_at
    from ad_groups
    union all
    select 'ad', ad_id, ad_name, null, null, null, extracted_at, extracted_at
    from ads
    union all
    -- A keyword's id is its own only inside its ad group.
    select
        'keyword', ad_group_id || '~' || criterion_id, keyword_text, lower(match_type), null, null,
        extracted_at, extracted_at
    from keywords
),

final as (select 'google_ads' as platform, * from entities)

select * from final
