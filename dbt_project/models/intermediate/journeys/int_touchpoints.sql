-- One row per touchpoint: every session, and every call, chat, form or e-mail click outside of one.
-- A view: sessions are many and stand stored already.
{{ config(materialized='view') }}
with

sessions as (select * from {{ ref('int_sessions') }}),

attached_records as (select * from {{ ref('int_attached_records') }}),

sessionless_touchpoints as (select * from {{ ref('int_sessionless_touchpoints') }}),

-- A call or form that belongs to a session may come after its last page: the touchpoint ends with it.
-- Its events have been counted in the session, except those that are kept out of sessions.
attached as (
    select session_id, max(recorded_at) as last_record_at
    from attached_records
    where record_type <> 'event'
    group by session_id
),

final as (
    select
        sessions.session_id as touchpoint_id,
        sessions.person_id,
        'session' as touchpoint_type,
        1 as source_rank,
        sessions.session_id as record_id,
        sessions.session_id,
        sessions.visitor_id,
        sessions.source,
        sessions.medium,
        sessions.campaign,
        sessions.term,
        sessions.content_tag,
        sessions.evidence,
        sessions.click_id,
        sessions.click_id_parameter,
        sessions.platform,
        sessions.account_id,
        sessions.campaign_id,
        sessions.campaign_name,
        sessions.campaign_type,
        sessions.network,
        sessions.ad_group_id,
        sessions.ad_group_name,
        sessions.ad_id,
        sessions.ad_name,
        sessions.keyword,
        sessions.match_type,
        sessions.channel,
        sessions.channel_rule,
        sessions.is_direct,
        sessions.is_paid,
        sessions.country,
        sessions.cost_date,
        coalesce(sessions.landing_path, '(not set)') as content,
        sessions.session_started_at as touchpoint_at,
        greatest(
            sessions.session_ended_at, coalesce(attached.last_record_at, sessions.session_ended_at)
        ) as ended_at
    from sessions
    left join attached on sessions.session_id = attached.session_id
    union all
    select
        touchpoint_id, person_id, touchpoint_type, source_rank, record_id, null, visitor_id,
        source, medium, campaign, term, content_tag, evidence, click_id, click_id_parameter,
        platform, account_id, campaign_id, campaign_name, campaign_type, network,
        ad_group_id, ad_group_name, ad_id, ad_name, keyword, match_type,
        channel, channel_rule, is_direct, is_paid, country, cost_date,
        content, touchpoint_at, touchpoint_at
    from sessionless_touchpoints
)

select * from final
