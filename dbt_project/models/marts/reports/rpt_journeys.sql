-- One row per attribution model, conversion and touchpoint in order: a customer's whole journey with its credit.
with

journey_touchpoints as (select * from {{ ref('int_journey_touchpoints') }}),

conversions as (select * from {{ ref('fct_conversions') }}),

-- Few of all touchpoints lead to a conversion: the join keeps the wide rows of no others.
touchpoints as (
    select * from {{ ref('fct_touchpoints') }}
    where touchpoint_id in (select journey_touchpoints.touchpoint_id from journey_touchpoints)
),

credits as (select * from {{ ref('fct_attribution_credits') }}),

-- The original row's credit, and what is left of it after refunds and reversals.
earned as (
    select
        {{ row_key('credits.attribution_model, conversions.journey_conversion_id, credits.touchpoint_id') }}
            as journey_key,
        max(case when credits.conversion_id = conversions.journey_conversion_id then credits.credit end) as credit,
        sum(case
            when credits.conversion_id = conversions.journey_conversion_id then credits.attributed_value else 0
        end) as attributed_value,
        sum(credits.attributed_value) as attributed_value_net
    from credits
    inner join conversions on credits.conversion_id = conversions.conversion_id
    group by 1
),

attribution_models as (
    {% for name in var('attribution_models') %}
        select '{{ name }}' as attribution_model
        union all
    {% endfor %}
    select attribution_model from {{ ref('custom_models') }}
),

steps as (
    select
        journey_touchpoints.*,
        attribution_models.attribution_model,
        {{ row_key(
            'attribution_models.attribution_model, journey_touchpoints.conversion_id, journey_touchpoints.touchpoint_id'
        ) }} as journey_key
    from journey_touchpoints
    cross join attribution_models
),

-- A touch that a model gives nothing still belongs to the journey. Joined first, while the rows are narrow.
credited as {{ materialized() }} (
    select
        steps.*,
        coalesce(earned.credit, 0.0) as credit,
        coalesce(earned.attributed_value, 0) as attributed_value,
        coalesce(earned.attributed_value_net, 0) as attributed_value_net
    from steps
    left join earned on steps.journey_key = earned.journey_key
),

final as (
    select
        {{ surrogate_key([
            'credited.attribution_model', 'credited.conversion_id', 'credited.touchpoint_id',
        ]) }} as journey_row_id,
        credited.attribution_model,
        credited.conversion_id,
        conversions.conversion_type,
        conversions.person_id,
        conversions.conversion_at,
        conversions.value_reporting as value,
        cast(credited.position as bigint) as position,
        cast(credited.touchpoints as bigint) as touchpoints,
        credited.touchpoint_id,
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
        credited.is_lead_touch,
        credited.is_opportunity_touch,
        credited.is_carried,
        credited.days_to_conversion,
        credited.credit,
        cast(credited.attributed_value as decimal(18, 3)) as attributed_value,
        cast(credited.attributed_value_net as decimal(18, 3)) as attributed_value_net
    from credited
    inner join conversions on credited.conversion_id = conversions.conversion_id
    inner join touchpoints on credited.touchpoint_id = touchpoints.touchpoint_id
)

select * from final
