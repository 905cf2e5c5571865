-- One row per distinct combination of what decides a channel, of sessions, interactions and ad spend.
with

sources_named as (select * from {{ ref('int_sources_named') }}),

ad_spend_sources as (select * from {{ ref('int_ad_spend_sources') }}),

seen as (
    select
        channel_key, source, medium, campaign,
        case when is_resolved then platform end as platform, campaign_type, network
    from sources_named
    union all
    select channel_key, source, medium, campaign, platform, campaign_type, network_name
    from ad_spend_sources
),

-- One key, one combination: any of its rows says the same once cleaned.
final as (
    select
        channel_key,
        max({{ channel_term('source') }}) as source,
        max({{ channel_term('medium') }}) as medium,
        max({{ channel_term('campaign') }}) as campaign,
        max({{ channel_term('platform') }}) as platform,
        max(case when platform is not null then {{ channel_term('campaign_type') }} else '' end) as campaign_type,
        max(case when platform is not null then {{ channel_term('network') }} else '' end) as network
    from seen
    group by channel_key
)

select * from final
