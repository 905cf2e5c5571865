-- One row per day and quality measure, as a part and the whole that it is a part of.
with

sessions as (select * from {{ ref('fct_sessions') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

calls as (select * from {{ ref('int_calls') }}),

call_visitors as (select * from {{ ref('int_call_visitors') }}),

ad_performance as (select * from {{ ref('fct_ad_performance') }}),

people_with_touches as (select distinct person_id from touchpoints),

visited_campaigns as (
    select distinct platform, campaign_id from sessions where campaign_id is not null
),

final as (
    select
        'unmatched_leads' as check_name, conversions.event_date as day,
        sum(case when people_with_touches.person_id is null then 1.0 else 0.0 end) as part, count(*) * 1.0 as whole
    from conversions
    left join people_with_touches on conversions.person_id = people_with_touches.person_id
    where conversions.conversion_type = 'lead'
    group by conversions.event_date
    union all
    select 'sessions_without_source', report_date, sum(case when is_direct then 1.0 else 0.0 end), count(*) * 1.0
    from sessions
    group by report_date
    union all
    select
        'calls_not_matched', {{ to_report_date('calls.started_at') }},
        sum(case when call_visitors.call_id is null then 1.0 else 0.0 end), count(*) * 1.0
    from calls
    left join call_visitors on calls.call_id = call_visitors.call_id
    group by {{ to_report_date('calls.started_at') }}
    union all
    select
        'unmapped_spend', ad_performance.report_date,
        cast(sum(case
            when visited_campaigns.campaign_id is null then coalesce(ad_performance.spend_reporting, 0) else 0
        end) as double),
        cast(sum(coalesce(ad_performance.spend_reporting, 0)) as double)
    from ad_performance
    left join visited_campaigns
        on ad_performance.platform = visited_campaigns.platform
        and ad_performance.campaign_id = visited_campaigns.campaign_id
    group by ad_performance.report_date
)

select * from final
