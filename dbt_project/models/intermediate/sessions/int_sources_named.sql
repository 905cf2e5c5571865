-- One row per combination of evidence that sessions have and per interaction: what its strongest evidence names.
with

resolved as (select * from {{ ref('int_sources_resolved') }}),

platform_sources as (select * from {{ ref('int_platform_sources') }}),

ai_sources as (
    select lower(source) as source from {{ ref('ai_assistants') }}
    union
    select lower(host) from {{ ref('ai_assistants') }}
    union
    select lower(assistant) from {{ ref('ai_assistants') }}
),

-- What a half-tagged link leaves out comes from the next evidence.
sourced as (
    select
        resolved.*,
        platform_sources.source as ad_source,
        platform_sources.medium as ad_medium,
        case
            when resolved.is_paid_click_id and resolved.is_video_referrer then resolved.referrer_source
            when resolved.is_paid_click_id then resolved.click_source
        end as paid_click_source,
        case
            when resolved.evidence in ('click_id_resolved', 'campaign_id_resolved') then platform_sources.source
            when resolved.evidence = 'tracked_number' then resolved.number_source
            when resolved.evidence = 'utm' then resolved.utm_source
        end as named_source
    from resolved
    left join platform_sources on resolved.ad_platform = platform_sources.platform
),

completed as (
    select
        *,
        coalesce(
            named_source,
            paid_click_source,
            referrer_source,
            case when evidence = 'none' then default_source else '(not set)' end
        ) as source,
        evidence in ('click_id_resolved', 'campaign_id_resolved') as is_resolved
    from sourced
),

named as (
    select
        completed.record_type,
        completed.record_id,
        completed.query_key,
        completed.referrer_key,
        completed.evidence,
        completed.source,
        case
            when completed.is_resolved then completed.ad_medium
            when completed.evidence = 'tracked_number' then coalesce(completed.number_medium, 'phone')
            when completed.evidence = 'click_id' then completed.click_medium
            when completed.evidence = 'utm'
                then
                    coalesce(
                        completed.utm_medium,
                        case when completed.is_paid_click_id then completed.click_medium end,
                        case when ai_sources.source is not null then 'ai-assistant' end,
                        case when completed.default_medium = 'phone' then 'phone' end,
                        '(not set)'
                    )
            when completed.evidence = 'none' then completed.default_medium
            else completed.referrer_medium
        end as medium,
        case
            when completed.is_resolved then completed.ad_campaign_name
            when completed.evidence = 'tracked_number' then completed.number_campaign
            else completed.utm_campaign
        end as campaign,
        completed.is_resolved,
        completed.utm_source,
        completed.utm_medium,
        completed.utm_campaign,
        completed.utm_id,
        completed.utm_term as term,
        completed.utm_content as content_tag,
        completed.referrer_host,
        completed.click_id,
        completed.click_id_parameter,
        case when completed.evidence = 'click_id' then completed.click_platform else completed.ad_platform end
            as platform,
        completed.ad_account_id as account_id,
        completed.campaign_id,
        completed.ad_campaign_name as campaign_name,
        completed.ad_campaign_type as campaign_type,
        completed.network,
        completed.ad_group_id,
        completed.ad_group_name,
        completed.ad_id,
        completed.ad_name,
        coalesce(completed.ad_keyword, completed.keyword) as keyword,
        completed.match_type,
        completed.account_time_zone
    from completed
    left join ai_sources on completed.source = ai_sources.source
),

final as (
    select
        *,
        {{ channel_key(
            'source', 'medium', 'campaign',
            'case when is_resolved then platform end', 'campaign_type', 'network',
        ) }} as channel_key
    from named
)

select * from final
