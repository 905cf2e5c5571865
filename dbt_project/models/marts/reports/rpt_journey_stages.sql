-- One row per journey stage, channel, campaign and content, with who entered the stage there and what it earned.
with

persons as (select * from {{ ref('int_person_touches') }}),

later_entries as (select * from {{ ref('int_stage_entries') }}),

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

credit_dates as (select * from {{ ref('int_credit_dates') }}),

-- Everybody enters awareness by the first touch, so that no touch need be looked up for it.
parts as (
    select
        'awareness' as journey_stage,
        first_channel as channel,
        first_campaign as campaign,
        first_landing_page as content,
        1 as persons, 1 as persons_by_first_touch, 0 as touchpoints, 0 as conversions,
        cast(0 as decimal(18, 3)) as attributed_value
    from persons
    union all
    select
        later_entries.journey_stage,
        coalesce(touchpoints.channel, 'Unattributed'),
        coalesce(touchpoints.campaign, '(none)'),
        coalesce(touchpoints.content, '(none)'),
        1, 0, 0, 0, cast(0 as decimal(18, 3))
    from later_entries
    left join touchpoints on later_entries.touchpoint_id = touchpoints.touchpoint_id
    union all
    select
        later_entries.journey_stage,
        coalesce(persons.first_channel, 'Unattributed'),
        coalesce(persons.first_campaign, '(none)'),
        coalesce(persons.first_landing_page, '(none)'),
        0, 1, 0, 0, cast(0 as decimal(18, 3))
    from later_entries
    left join persons on later_entries.person_id = persons.person_id
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
