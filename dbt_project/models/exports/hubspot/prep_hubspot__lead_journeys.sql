-- One row per contact: how much of a journey is known, and its path as text.
{{ config(materialized='view', access='protected', contract={'enforced': false}) }}
with

leads as (select * from {{ ref('prep_hubspot__leads') }}),

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

sessions as (select session_id, page_views from {{ ref('fct_sessions') }}),

inquiries as (
    select * from {{ ref('fct_conversions') }}
    where conversion_type in ('lead', 'repeat_inquiry')
),

touches as (
    select
        leads.lead_id,
        leads.known_at,
        touchpoints.touchpoint_type,
        touchpoints.channel,
        touchpoints.is_paid,
        touchpoints.is_direct,
        touchpoints.touchpoint_at,
        sessions.page_views,
        row_number() over (
            partition by leads.lead_id
            order by touchpoints.touchpoint_at, touchpoints.source_rank, touchpoints.touchpoint_id
        ) as position,
        row_number() over (
            partition by leads.lead_id
            order by touchpoints.touchpoint_at desc, touchpoints.source_rank desc, touchpoints.touchpoint_id desc
        ) as from_last
    from leads
    inner join touchpoints on leads.person_id = touchpoints.person_id
    left join sessions on touchpoints.session_id = sessions.session_id
),

counted as (
    select
        lead_id,
        count(*) as touchpoints,
        count(*) filter (where touchpoint_at <= known_at) as touchpoints_before_lead,
        count(*) filter (where touchpoint_type = 'session') as sessions,
        count(*) filter (where touchpoint_type = 'email_click' or channel = 'Email') as email_visits,
        count(*) filter (where is_paid) as paid_touchpoints,
        count(*) filter (where is_direct) as direct_touchpoints,
        count(distinct channel) as channels,
        sum(page_views) as page_views,
        min(touchpoint_at) as first_seen_at,
        max(touchpoint_at) as last_seen_at
    from touches
    group by lead_id
),

paths as (
    select lead_id, {{ ordered_texts('channel', ' > ', 'position') }} as journey_path
    from touches
    where from_last <= 20
    group by lead_id
),

asked as (
    select
        leads.lead_id,
        count(*) filter (where inquiries.inquiry_type = 'form') as forms,
        count(*) filter (where inquiries.inquiry_type = 'chat') as chats,
        count(*) filter (where inquiries.inquiry_type = 'call') as calls
    from leads
    inner join inquiries on leads.person_id = inquiries.person_id
    group by leads.lead_id
),

final as (
    select
        leads.lead_id,
        counted.touchpoints,
        counted.touchpoints_before_lead,
        counted.sessions,
        counted.email_visits,
        counted.paid_touchpoints,
        counted.direct_touchpoints,
        counted.channels,
        cast(counted.page_views as {{ dbt.type_bigint() }}) as page_views,
        counted.first_seen_at,
        counted.last_seen_at,
        paths.journey_path,
        coalesce(asked.forms, 0) as forms,
        coalesce(asked.chats, 0) as chats,
        coalesce(asked.calls, 0) as calls
    from leads
    left join counted on leads.lead_id = counted.lead_id
    left join paths on leads.lead_id = paths.lead_id
    left join asked on leads.lead_id = asked.lead_id
)

select * from final
