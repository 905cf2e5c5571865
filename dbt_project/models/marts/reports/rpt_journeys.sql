-- One row per attribution model, conversion and touchpoint in order: a customer's whole journey with its credit.
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

credits as (select * from {{ ref('fct_attribution_credits') }}),

-- The original row's credit, and what is left of it after refunds and reversals.
earned as (
    select
        credits.attribution_model,
        conversions.journey_conversion_id as conversion_id,
        credits.touchpoint_id,
        max(case when credits.conversion_id = conversions.journey_conversion_id then credits.credit end) as credit,
        sum(case
            when credits.conversion_id = conversions.journey_conversion_id then credits.attributed_value else 0
        end) as attributed_value,
        sum(credits.attributed_value) as attributed_value_net
    from credits
    inner join conversions on credits.conversion_id = conversions.conversion_id
    group by credits.attribution_model, conversions.journey_conversion_id, credits.touchpoint_id
),

attribution_models as (
    {% for name in var('attribution_models') %}
        select '{{ name }}' as attribution_model
        union all
    {% endfor %}
    select attribution_model from {{ ref('custom_models') }}
),

-- A touch that a model gives nothing still belongs to the journey.
final as (
    select
        {{ surrogate_key([
            'attribution_models.attribution_model', 'journey_touchpoints.conversion_id',
            'journey_touchpoints.touchpoint_id',
        ]) }} as journey_row_id,
        attribution_models.attribution_model,
        journey_touchpoints.conversion_id,
        conversions.conversion_type,
        conversions.person_id,
        conversions.conversion_at,
        conversions.value_reporting as value,
        cast(journey_touchpoints.position as bigint) as position,
        cast(journey_touchpoints.touchpoints as bigint) as touchpoints,
        journey_touchpoints.touchpoint_id,
        touchpoints.touchpoint_at,
        touchpoints.touchpoint_type,
        touchpoints.channel,
        touchpoints.source,
        touchpoints.medium,
        touchpoints.campaign,
        touchpoints.ad_group_name as ad_group,
        touchpoints.ad_name as ad,
        touchpoints.keyword,
        touchpoints.content,
        touchpoints.journey_stage,
        journey_touchpoints.is_lead_touch,
        journey_touchpoints.is_opportunity_touch,
        journey_touchpoints.is_carried,
        journey_touchpoints.days_to_conversion,
        coalesce(earned.credit, 0.0) as credit,
        cast(coalesce(earned.attributed_value, 0) as decimal(18, 3)) as attributed_value,
        cast(coalesce(earned.attributed_value_net, 0) as decimal(18, 3)) as attributed_value_net
    from journey_touchpoints
    inner join conversions on journey_touchpoints.conversion_id = conversions.conversion_id
    inner join touchpoints on journey_touchpoints.touchpoint_id = touchpoints.touchpoint_id
    cross join attribution_models
    left join earned
        on attribution_models.attribution_model = earned.attribution_model
        and journey_touchpoints.conversion_id = earned.conversion_id
        and journey_touchpoints.touchpoint_id = earned.touchpoint_id
)

select * from final
