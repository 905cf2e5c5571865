-- One row per combination of evidence that sessions have, and one per interaction, with all that tells of a source.
{{ config(materialized='view') }}
with

-- Many sessions come from the same place: what they share is weighed once.
sessions as (
    select distinct coalesce(query_key, 0) as query_key, coalesce(referrer_key, 0) as referrer_key
    from {{ ref('int_sessions_cut') }}
    where not is_bot
),

interactions as (select * from {{ ref('int_interaction_evidence') }}),

tagged_queries as (select * from {{ ref('int_tagged_queries') }}),

referrer_sources as (
    select * from {{ ref('int_referrer_sources') }}
    where referrer_list <> 'ignored'
),

records as (
    select
        'session' as record_type, '' as record_id, query_key, referrer_key,
        null as click_id, null as click_id_parameter,
        null as given_source, null as given_medium, null as given_campaign, null as keyword,
        null as number_source, null as number_medium, null as number_campaign,
        '(direct)' as default_source, '(none)' as default_medium
    from sessions
    union all
    select
        record_type, record_id, query_key, referrer_key, click_id, click_id_parameter,
        given_source, given_medium, given_campaign, keyword,
        number_source, number_medium, number_campaign, default_source, default_medium
    from interactions
),

final as (
    select
        records.record_type,
        records.record_id,
        records.query_key,
        records.referrer_key,
        coalesce(records.click_id, tagged_queries.click_id) as click_id,
        case
            when records.click_id is not null then records.click_id_parameter
            else tagged_queries.click_id_parameter
        end as click_id_parameter,
        tagged_queries.named_campaign_id,
        tagged_queries.named_campaign_platform,
        coalesce(nullif(lower(trim(records.given_source)), ''), tagged_queries.utm_source) as utm_source,
        coalesce(nullif(lower(trim(records.given_medium)), ''), tagged_queries.utm_medium) as utm_medium,
        coalesce(nullif(trim(records.given_campaign), ''), tagged_queries.utm_campaign) as utm_campaign,
        tagged_queries.utm_term,
        tagged_queries.utm_content,
        tagged_queries.utm_id,
        records.keyword,
        lower(trim(records.number_source)) as number_source,
        lower(trim(records.number_medium)) as number_medium,
        trim(records.number_campaign) as number_campaign,
        records.default_source,
        records.default_medium,
        referrer_sources.referrer_host,
        referrer_sources.referrer_list,
        referrer_sources.source as referrer_source,
        referrer_sources.medium as referrer_medium,
        coalesce(referrer_sources.is_video, false) as is_video_referrer
    from records
    left join tagged_queries on records.query_key = tagged_queries.query_key
    left join referrer_sources on records.referrer_key = referrer_sources.referrer_key
)

select * from final
