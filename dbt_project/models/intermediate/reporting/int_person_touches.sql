-- One row per person with touchpoints: the first and the latest of them.
with

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

ranked_touches as (
    select
        *,
        row_number() over (partition by person_id order by touchpoint_at, source_rank, touchpoint_id) as from_first,
        row_number() over (
            partition by person_id order by touchpoint_at desc, source_rank desc, touchpoint_id desc
        ) as from_last
    from touchpoints
),

final as (
    select
        person_id,
        min(touchpoint_at) as first_seen_at,
        max(touchpoint_at) as last_seen_at,
        count(*) as touchpoints,
        count(*) filter (where touchpoint_type = 'session') as sessions,
        max(case when from_first = 1 then channel end) as first_channel,
        max(case when from_first = 1 then source end) as first_source,
        max(case when from_first = 1 then medium end) as first_medium,
        max(case when from_first = 1 then campaign end) as first_campaign,
        max(case when from_first = 1 then content end) as first_landing_page,
        max(case when from_last = 1 then channel end) as latest_channel,
        max(case when from_last = 1 then source end) as latest_source,
        max(case when from_last = 1 then medium end) as latest_medium,
        max(case when from_last = 1 then campaign end) as latest_campaign,
        max(case when from_last = 1 then journey_stage end) as latest_stage
    from ranked_touches
    group by person_id
)

select * from final
