-- One row per person with touchpoints: the first and the latest of them.
with

-- A window, and not min_by: of tens of millions of persons only what can be sorted can be spilled.
placed as (
    select
        *,
        lag(touchpoint_at) over (
            partition by person_id order by touchpoint_at, source_rank, touchpoint_id
        ) is null as is_first,
        lead(touchpoint_at) over (
            partition by person_id order by touchpoint_at, source_rank, touchpoint_id
        ) is null as is_latest,
        row_number() over (
            partition by person_id order by touchpoint_at, source_rank, touchpoint_id
        ) as touchpoints,
        sum(case when touchpoint_type = 'session' then 1 else 0 end) over (
            partition by person_id order by touchpoint_at, source_rank, touchpoint_id
            rows between unbounded preceding and current row
        ) as sessions
    from {{ ref('fct_touchpoints') }}
),

firsts as (select * from placed where is_first),

latest as (select * from placed where is_latest),

final as (
    select
        latest.person_id,
        firsts.touchpoint_at as first_seen_at,
        latest.touchpoint_at as last_seen_at,
        latest.touchpoints,
        latest.sessions,
        firsts.channel as first_channel,
        firsts.source as first_source,
        firsts.medium as first_medium,
        firsts.campaign as first_campaign,
        firsts.content as first_landing_page,
        latest.channel as latest_channel,
        latest.source as latest_source,
        latest.medium as latest_medium,
        latest.campaign as latest_campaign,
        latest.journey_stage as latest_stage
    from latest
    inner join firsts on latest.person_id = firsts.person_id
)

select * from final
