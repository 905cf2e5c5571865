-- One row per case that the stage rules tell apart, with the stage of the first rule that fits.
-- Pages make cases of their own only where a rule names them; elsewhere content is null.
with

rules as (select * from {{ ref('journey_stage_rules') }}),

known_channels as (select distinct channel from {{ ref('int_channels') }}),

touchpoints as (select * from {{ ref('int_touchpoints') }}),

page_rules as (select * from rules where landing_page_pattern is not null),

pages as (select distinct content from touchpoints),

named_pages as (
    select distinct pages.content
    from pages
    inner join page_rules on {{ regex_matches('pages.content', 'page_rules.landing_page_pattern') }}
),

reached_states as (
    select 'none' as reached
    union all
    select 'lead'
    union all
    select 'opportunity'
    union all
    select 'won'
),

advocacies as (
    select true as is_advocacy
    union all
    select false
),

contents as (
    select content from named_pages
    union all
    select null
),

cases as (
    select reached_states.reached, advocacies.is_advocacy, known_channels.channel, contents.content
    from reached_states
    cross join advocacies
    cross join known_channels
    cross join contents
),

ranked as (
    select
        cases.*,
        rules.journey_stage,
        row_number() over (
            partition by cases.reached, cases.is_advocacy, cases.channel, cases.content order by rules.rule_order
        ) as rule_rank
    from cases
    inner join rules
        on (rules.reached is null or cases.reached = rules.reached)
        and (rules.is_advocacy is null or cases.is_advocacy = rules.is_advocacy)
        and (rules.channel is null or lower(cases.channel) = lower(rules.channel))
        and (
            rules.landing_page_pattern is null
            or coalesce({{ regex_matches('cases.content', 'rules.landing_page_pattern') }}, false)
        )
),

final as (
    select reached, is_advocacy, channel, content, journey_stage
    from ranked
    where rule_rank = 1
)

select * from final
