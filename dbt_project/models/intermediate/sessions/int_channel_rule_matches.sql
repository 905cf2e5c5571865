-- One row per source, medium and rule whose conditions on both of them hold.
-- Rules are read against distinct values only.
with

tuples as (select * from {{ ref('int_channel_tuples') }}),

channel_rules as (select * from {{ ref('channel_rules') }}),

source_categories as (
    select lower(trim(source)) as source, lower(trim(source_category)) as source_category
    from {{ ref('source_categories') }}
    union
    select lower(trim(host)), 'review' from {{ ref('review_sites') }}
),

rules as (
    select
        rule_order,
        coalesce(trim(source_pattern), '') as source_pattern,
        lower(coalesce(trim(source_category), '')) as source_category,
        coalesce(trim(medium_pattern), '') as medium_pattern
    from channel_rules
),

sources as (select distinct source from tuples),

mediums as (select distinct medium from tuples),

pairs as (select distinct source, medium from tuples),

source_matches as (
    select sources.source, rules.rule_order
    from sources
    inner join rules
        on (rules.source_pattern = '' or {{ regex_matches('sources.source', 'rules.source_pattern') }})
    left join source_categories
        on sources.source = source_categories.source
        and rules.source_category = source_categories.source_category
    where (rules.source_pattern <> '' or rules.source_category <> '')
        and (rules.source_category = '' or source_categories.source is not null)
),

medium_matches as (
    select mediums.medium, rules.rule_order, rules.source_pattern = '' and rules.source_category = '' as is_any_source
    from mediums
    inner join rules
        on (rules.medium_pattern = '' or {{ regex_matches('mediums.medium', 'rules.medium_pattern') }})
),

final as (
    select pairs.source, pairs.medium, medium_matches.rule_order
    from pairs
    inner join medium_matches on pairs.medium = medium_matches.medium
    left join source_matches
        on pairs.source = source_matches.source
        and medium_matches.rule_order = source_matches.rule_order
    where medium_matches.is_any_source or source_matches.source is not null
)

select * from final
