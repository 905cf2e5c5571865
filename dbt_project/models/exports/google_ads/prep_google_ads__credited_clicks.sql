-- One row per conversion and export action with credit on Google clicks: the click that is sent, and their value.
{{ config(materialized='view', access='protected', contract={'enforced': false}) }}
with

conversions as (select * from {{ ref('prep_google_ads__conversions') }}),

entries as (select * from {{ ref('fct_conversions') }}),

credits as (select * from {{ ref('fct_attribution_credits') }} where credit > 0),

-- Who was erased clicks under a tombstone; nothing more is told of them.
clicks as (
    select * from {{ ref('fct_touchpoints') }}
    where click_id_parameter in ('gclid', 'gbraid', 'wbraid')
        and coalesce(visitor_id, '') not like 'erased-%'
        and coalesce(record_id, '') not like 'erased-%'
),

-- The entries of a conversion are itself, its refunds and its reversal; each has its own part per touchpoint.
earned as (
    select
        conversions.action,
        conversions.conversion_id,
        clicks.touchpoint_id,
        clicks.person_id,
        clicks.visitor_id,
        clicks.click_id,
        clicks.click_id_parameter,
        clicks.country,
        clicks.touchpoint_at,
        max(credits.credit) as credit,
        sum(credits.attributed_value_minor) as value_minor
    from conversions
    inner join entries on conversions.conversion_id = entries.journey_conversion_id
    inner join credits
        on entries.conversion_id = credits.conversion_id
        and conversions.attribution_model = credits.attribution_model
    inner join clicks on credits.touchpoint_id = clicks.touchpoint_id
    group by
        conversions.action, conversions.conversion_id, clicks.touchpoint_id, clicks.person_id,
        clicks.visitor_id, clicks.click_id, clicks.click_id_parameter, clicks.country, clicks.touchpoint_at
),

ranked as (
    select
        *,
        row_number() over (
            partition by action, conversion_id order by credit desc, touchpoint_at desc, touchpoint_id asc
        ) as click_rank,
        sum(value_minor) over (partition by action, conversion_id) as attributed_value_minor
    from earned
),

final as (
    select
        action,
        conversion_id,
        person_id,
        visitor_id,
        case when click_id_parameter = 'gclid' then click_id end as gclid,
        case when click_id_parameter = 'gbraid' then click_id end as gbraid,
        case when click_id_parameter = 'wbraid' then click_id end as wbraid,
        nullif(country, '(not set)') as country,
        attributed_value_minor,
        touchpoint_at as click_at
    from ranked
    where click_rank = 1
)

select * from final
