-- One row per custom model, channel and content that a rule fits, with the factor of the first such rule.
with

rules as (select * from {{ ref('custom_model_rules') }}),

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

places as (select distinct channel, content from journey_touchpoints),

ranked as (
    select
        rules.attribution_model,
        places.channel,
        places.content,
        rules.multiplier,
        row_number() over (
            partition by rules.attribution_model, places.channel, places.content order by rules.rule_order
        ) as rule_rank
    from places
    inner join rules
        on (rules.channel is null or places.channel = rules.channel)
        and (
            rules.content_pattern is null
            or coalesce({{ regex_matches('places.content', 'rules.content_pattern') }}, false)
        )
),

final as (
    select attribution_model, channel, content, multiplier
    from ranked
    where rule_rank = 1
)

select * from final
