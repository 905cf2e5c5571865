-- One row per source of the source report, whatever the day and model, with its texts behind one key.
with

credits as (select * from {{ ref('int_credit_dates') }}),

activity as (select * from {{ ref('int_source_activity') }}),

used as (
    select
        source_row_key,
        channel, source, medium, platform, account_id, campaign_id, campaign, ad_group, ad, keyword
    from credits
    where date_basis = 'touch'
    union all
    select
        source_row_key,
        channel, source, medium, platform, account_id, campaign_id, campaign, ad_group, ad, keyword
    from activity
),

-- All rows of one key say the same: the least of them is any of them.
named as (
    select
        source_row_key,
        min(channel) as channel, min(source) as source, min(medium) as medium,
        min(platform) as platform, min(account_id) as account_id, min(campaign_id) as campaign_id,
        min(campaign) as campaign, min(ad_group) as ad_group, min(ad) as ad, min(keyword) as keyword
    from used
    group by source_row_key
),

final as (
    select
        source_row_key,
        {{ surrogate_key([
            'channel', 'source', 'medium', 'platform', 'account_id', 'campaign_id', 'campaign', 'ad_group', 'ad',
            'keyword',
        ]) }} as source_id,
        channel, source, medium, platform, account_id, campaign_id, campaign, ad_group, ad, keyword
    from named
)

select * from final
