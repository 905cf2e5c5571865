-- One row per person with touchpoints: the first and the latest of them.
{% set in_order = record(['touchpoint_at', 'source_rank', 'touchpoint_id']) %}
{% set named = record(['channel', 'source', 'medium', 'campaign', 'content', 'journey_stage']) %}
with

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

persons as (
    select
        person_id,
        min(touchpoint_at) as first_seen_at,
        max(touchpoint_at) as last_seen_at,
        count(*) as touchpoints,
        sum(case when touchpoint_type = 'session' then 1 else 0 end) as sessions,
        min_by({{ named }}, {{ in_order }}) as first_touch,
        max_by({{ named }}, {{ in_order }}) as latest_touch
    from touchpoints
    group by person_id
),

final as (
    select
        person_id,
        first_seen_at,
        last_seen_at,
        touchpoints,
        sessions,
        first_touch.channel as first_channel,
        first_touch.source as first_source,
        first_touch.medium as first_medium,
        first_touch.campaign as first_campaign,
        first_touch.content as first_landing_page,
        latest_touch.channel as latest_channel,
        latest_touch.source as latest_source,
        latest_touch.medium as latest_medium,
        latest_touch.campaign as latest_campaign,
        latest_touch.journey_stage as latest_stage
    from persons
)

select * from final
