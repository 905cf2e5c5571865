-- One row per attribution model, entry of the conversion ledger and touchpoint that earns credit for it.
with

-- First and whole: in one chain with the joins below, all seven share the memory and spill.
entries as {{ materialized() }} (select * from {{ ref('int_attributed_entries') }}),

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

-- Few of all touchpoints earn credit: the join keeps the wide rows of no others.
touchpoints as (
    select * from {{ ref('fct_touchpoints') }}
    where touchpoint_id in (select journey_touchpoints.touchpoint_id from journey_touchpoints)
),

carried_touchpoints as (
    select conversion_id, touchpoint_id
    from journey_touchpoints
    where is_carried
),

untouched_conversions as (select * from {{ ref('int_untouched_conversions') }}),

currencies as (select * from {{ ref('currencies') }} where currency = '{{ var("reporting_currency") }}'),

final as (
    select
        {{ surrogate_key(['entries.attribution_model', 'entries.conversion_id', 'entries.touchpoint_id']) }}
            as credit_id,
        entries.attribution_model,
        entries.conversion_id,
        entries.touchpoint_id,
        coalesce(
            untouched_conversions.credit_kind,
            case when carried_touchpoints.touchpoint_id is not null then 'carried' else 'touchpoint' end
        ) as credit_kind,
        entries.person_id,
        entries.conversion_type,
        entries.counts_as,
        coalesce(touchpoints.channel, untouched_conversions.channel) as channel,
        coalesce(touchpoints.channel_rule, untouched_conversions.credit_kind) as channel_rule,
        coalesce(touchpoints.source, untouched_conversions.declared_source, '(none)') as source,
        coalesce(touchpoints.medium, '(none)') as medium,
        coalesce(touchpoints.campaign, '(none)') as campaign,
        coalesce(touchpoints.platform, '(none)') as platform,
        coalesce(touchpoints.account_id, '(none)') as account_id,
        coalesce(touchpoints.campaign_id, '(none)') as campaign_id,
        coalesce(touchpoints.ad_group_id, '(none)') as ad_group_id,
        coalesce(touchpoints.ad_group_name, '(none)') as ad_group_name,
        coalesce(touchpoints.ad_id, '(none)') as ad_id,
        coalesce(touchpoints.ad_name, '(none)') as ad_name,
        coalesce(touchpoints.keyword, '(none)') as keyword,
        coalesce(touchpoints.content, '(none)') as content,
        coalesce(touchpoints.journey_stage, '(none)') as journey_stage,
        entries.credit,
        cast(entries.attributed_units as double) as attributed_units,
        entries.currency,
        entries.attributed_value_minor,
        entries.attributed_value_reporting_minor,
        cast(
            entries.attributed_value_reporting_minor / power(10, currencies.exponent) as decimal(18, 3)
        ) as attributed_value,
        coalesce(touchpoints.report_date, entries.conversion_date) as touch_date,
        coalesce(touchpoints.cost_date, touchpoints.report_date, entries.conversion_date) as cost_date,
        entries.conversion_date,
        entries.event_date
    from entries
    cross join currencies
    left join touchpoints on entries.touchpoint_id = touchpoints.touchpoint_id
    left join carried_touchpoints
        on entries.touchpoint_id = carried_touchpoints.touchpoint_id
        and entries.journey_conversion_id = carried_touchpoints.conversion_id
    left join untouched_conversions
        on entries.touchpoint_id = untouched_conversions.touchpoint_id
        and entries.journey_conversion_id = untouched_conversions.conversion_id
)

select * from final
