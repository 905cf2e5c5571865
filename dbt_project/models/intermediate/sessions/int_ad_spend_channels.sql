-- One row per campaign and network with spend, with its channel.
with

ad_spend_sources as (select * from {{ ref('int_ad_spend_sources') }}),

channels as (select * from {{ ref('int_channels') }}),

final as (
    select
        ad_spend_sources.platform,
        ad_spend_sources.campaign_id,
        ad_spend_sources.network_name,
        ad_spend_sources.source,
        ad_spend_sources.medium,
        channels.channel,
        channels.channel_rule,
        channels.is_paid
    from ad_spend_sources
    inner join channels on ad_spend_sources.channel_key = channels.channel_key
)

select * from final
