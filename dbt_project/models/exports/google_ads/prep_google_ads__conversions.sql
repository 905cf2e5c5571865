-- One row per conversion and export action, with what is left of its value after refunds and reversals.
{{ config(materialized='view', access='protected', contract={'enforced': false}) }}
with

conversions as (select * from {{ ref('fct_conversions') }}),

actions as (select * from {{ ref('export_actions') }} where destination = 'google_ads'),

net as (
    select
        journey_conversion_id,
        sum(units) as units,
        sum(value_minor) as value_minor
    from conversions
    group by journey_conversion_id
),

final as (
    select
        actions.action,
        actions.action_id,
        actions.action_counting,
        coalesce(actions.attribution_model, '{{ var("headline_model") }}') as attribution_model,
        actions.value_source,
        actions.click_window_days,
        case conversions.inquiry_type when 'call' then 'PHONE' when 'chat' then 'MESSAGE' else actions.event_source end
            as event_source,
        actions.sends_without_click,
        conversions.conversion_id,
        conversions.conversion_type,
        conversions.person_id,
        coalesce(conversions.crm, 'orders') as source_system,
        nullif(conversions.country, '(not set)') as country,
        conversions.currency,
        net.value_minor as net_value_minor,
        -- Nothing left of something, or taken back whole: the conversion no longer stands.
        net.units <= 0 or (conversions.value_minor > 0 and net.value_minor <= 0) as is_void,
        conversions.conversion_at
    from conversions
    inner join actions on conversions.conversion_type = actions.conversion_type
    inner join net on conversions.conversion_id = net.journey_conversion_id
)

select * from final
