-- One row per distinct combination of what decides a channel, with the channel of the first rule that holds.
with

tuples as (select * from {{ ref('int_channel_tuples') }}),

rule_matches as (select * from {{ ref('int_channel_rule_matches') }}),

channel_rules as (select * from {{ ref('channel_rules') }}),

ad_network_channels as (select * from {{ ref('ad_network_channels') }}),

tracking_numbers as (select * from {{ ref('tracking_numbers') }}),

channels as (select * from {{ ref('channels') }}),

campaign_rules as (select * from channel_rules where coalesce(trim(campaign_pattern), '') <> ''),

campaign_matches as (
    select campaigns.campaign, campaign_rules.rule_order
    from (select distinct campaign from tuples) as campaigns
    inner join campaign_rules on {{ regex_matches('campaigns.campaign', 'campaign_rules.campaign_pattern') }}
),

tuple_rules as (
    select tuples.channel_key, min(rule_matches.rule_order) as rule_order
    from tuples
    inner join rule_matches
        on tuples.source = rule_matches.source
        and tuples.medium = rule_matches.medium
    left join campaign_rules on rule_matches.rule_order = campaign_rules.rule_order
    left join campaign_matches
        on tuples.campaign = campaign_matches.campaign
        and rule_matches.rule_order = campaign_matches.rule_order
    where campaign_rules.rule_order is null or campaign_matches.campaign is not null
    group by tuples.channel_key
),

tuple_networks as (
    select tuples.channel_key, min(ad_network_channels.rule_order) as rule_order
    from tuples
    inner join ad_network_channels
        on tuples.platform = ad_network_channels.platform
        and {{ channel_term('ad_network_channels.campaign_type') }} in ('', tuples.campaign_type)
        and {{ channel_term('ad_network_channels.network') }} in ('', tuples.network)
    group by tuples.channel_key
),

number_channels as (
    select
        {{ channel_term('source') }} as source,
        {{ channel_term('medium') }} as medium,
        {{ channel_term('campaign') }} as campaign,
        min(channel) as channel
    from tracking_numbers
    where coalesce(channel, '') <> ''
    group by {{ channel_term('source') }}, {{ channel_term('medium') }}, {{ channel_term('campaign') }}
),

named as (
    select
        tuples.*,
        coalesce(
            ad_network_channels.channel, number_channels.channel, channel_rules.channel, 'Unassigned'
        ) as channel,
        case
            when ad_network_channels.channel is not null
                then 'ad network: ' || trim(tuples.platform || ' ' || tuples.campaign_type || ' ' || tuples.network)
            when number_channels.channel is not null then 'tracking number'
            else coalesce(channel_rules.rule_name, 'no rule')
        end as channel_rule
    from tuples
    left join tuple_networks on tuples.channel_key = tuple_networks.channel_key
    left join ad_network_channels on tuple_networks.rule_order = ad_network_channels.rule_order
    left join number_channels
        on tuples.source = number_channels.source
        and tuples.medium = number_channels.medium
        and tuples.campaign = number_channels.campaign
    left join tuple_rules on tuples.channel_key = tuple_rules.channel_key
    left join channel_rules on tuple_rules.rule_order = channel_rules.rule_order
),

final as (
    select named.*, coalesce(channels.is_paid, false) as is_paid
    from named
    left join channels on named.channel = channels.channel
)

select * from final
