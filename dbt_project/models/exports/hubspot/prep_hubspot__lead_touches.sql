-- One row per contact and role (original, lead, latest, customer): the touchpoint that plays it. Direct plays none.
{{ config(materialized='view', access='protected', contract={'enforced': false}) }}
with

leads as (select * from {{ ref('prep_hubspot__leads') }}),

touchpoints as (select * from {{ ref('fct_touchpoints') }} where not is_direct),

sessions as (select session_id, landing_page, referrer_host from {{ ref('fct_sessions') }}),

touches as (
    select
        leads.lead_id,
        leads.known_at,
        leads.customer_at,
        touchpoints.*,
        coalesce(sessions.landing_page, touchpoints.content) as landing_page,
        sessions.referrer_host
    from leads
    inner join touchpoints on leads.person_id = touchpoints.person_id
    left join sessions on touchpoints.session_id = sessions.session_id
),

-- A source known only after somebody became a lead did not make the lead.
cast_roles as (
    select *, 'original' as role from touches where touchpoint_at <= known_at
    union all
    select *, 'lead' as role from touches where touchpoint_at <= known_at
    union all
    select *, 'latest' as role from touches
    union all
    select *, 'customer' as role from touches where touchpoint_at <= customer_at
),

ranked as (
    select
        *,
        row_number() over (
            partition by lead_id, role order by touchpoint_at, source_rank, touchpoint_id
        ) as from_first,
        row_number() over (
            partition by lead_id, role order by touchpoint_at desc, source_rank desc, touchpoint_id desc
        ) as from_last
    from cast_roles
),

final as (
    select
        lead_id,
        role,
        channel,
        source,
        medium,
        campaign,
        ad_group_name as ad_group,
        ad_name as ad,
        keyword,
        platform,
        landing_page,
        referrer_host as referrer,
        touchpoint_type as touch_type,
        touchpoint_at
    from ranked
    where (role = 'original' and from_first = 1) or (role <> 'original' and from_last = 1)
)

select * from final
