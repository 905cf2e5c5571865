-- One row per call, form, chat and e-mail click, with where it came from where no session says so.
with

interactions as (select * from {{ ref('int_interaction_evidence') }}),

sources as (select * from {{ ref('int_sources_channelled') }}),

final as (
    select
        interactions.record_type,
        interactions.record_id,
        sources.source,
        sources.medium,
        sources.campaign,
        sources.term,
        sources.content_tag,
        sources.utm_source,
        sources.utm_medium,
        sources.utm_campaign,
        sources.evidence,
        sources.channel,
        sources.channel_rule,
        sources.click_id,
        sources.click_id_parameter,
        sources.platform,
        sources.account_id,
        sources.campaign_id,
        sources.campaign_name,
        sources.campaign_type,
        sources.network,
        sources.ad_group_id,
        sources.ad_group_name,
        sources.ad_id,
        sources.ad_name,
        sources.keyword,
        sources.match_type,
        interactions.landing_host,
        interactions.landing_path,
        interactions.landing_host || interactions.landing_path as landing_page,
        sources.referrer_host,
        interactions.country,
        sources.is_direct,
        sources.is_paid,
        {{ cost_date('interactions.happened_at', 'sources.account_time_zone') }} as cost_date,
        interactions.happened_at
    from interactions
    inner join sources
        on interactions.record_type = sources.record_type
        and interactions.record_id = sources.record_id
)

select * from final
