-- One row per journey stage, channel, campaign and content, with who entered the stage there and what it earned.
with

entries as (select * from {{ ref('int_stage_entries') }}),

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

credit_dates as (select * from {{ ref('int_credit_dates') }}),

first_touches as (
    select entries.person_id, touchpoints.channel, touchpoints.campaign, touchpoints.content
    from entries
    inner join touchpoints on entries.touchpoint_id = touchpoints.touchpoint_id
    where entries.journey_stage = 'awareness'
),

parts as (
    select
        entries.journey_stage,
        coalesce(touchpoints.channel, 'Unattributed') as channel,
        coalesce(touchpoints.campaign, '(none)') as campaign,
        coalesce(touchpoints.content, '(none)') as content,
        1 as persons, 0 as persons_by_first_touch, 0 as touchpoints, 0 as conversions,
        cast(0 as decimal(18, 3)) as attributed_value
    from entries
    left join touchpoints on entries.touchpoint_id = touchpoints.touchpoint_id
    union all
    select
        entries.journey_stage,
        coalesce(first_touches.channel, 'Unattributed'),
        coalesce(first_touches.campaign, '(none)'),
        coalesce(first_touches.content, '(none)'),
        0, 1, 0, 0, cast(0 as decimal(18, 3))
    from entries
    left join first_touches on entries.person_id = first_touches.person_id
    union all
    select journey_stage, channel, campaign, content, 0, 0, 1, 0, cast(0 as decimal(18, 3)) from touchpoints
    union all
    select journey_stage, channel, campaign, content, 0, 0, 0, counted_units, attributed_value
    from credit_dates
    where date_basis = 'touch' and is_sale and attribution_model = '{{ var("headline_model") }}'
),

final as (
    select
        {{ surrogate_key(['journey_stage', 'channel', 'campaign', 'content']) }} as journey_stage_row_id,
        journey_stage,
        channel,
        campaign,
        content,
        cast(sum(persons) as bigint) as persons,
        cast(sum(persons_by_first_touch) as bigint) as persons_by_first_touch,
        cast(sum(touchpoints) as bigint) as touchpoints,
        cast(sum(conversions) as double) as conversions,
        cast(sum(attributed_value) as decimal(18, 3)) as value
    from parts
    group by journey_stage, channel, campaign, content
)

select * from final
