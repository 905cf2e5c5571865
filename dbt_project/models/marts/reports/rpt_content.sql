-- One row per attribution model, day of the touch, content and journey stage, with what the content earned.
with

touchpoints as (select * from {{ ref('fct_touchpoints') }}),

credit_dates as (select * from {{ ref('int_credit_dates') }}),

attribution_models as (
    {% for name in var('attribution_models') %}
        select '{{ name }}' as attribution_model
        union all
    {% endfor %}
    select attribution_model from {{ ref('custom_models') }}
),

visits as (
    select report_date, content, journey_stage, count(*) as visits
    from touchpoints
    where touchpoint_type = 'session'
    group by report_date, content, journey_stage
),

parts as (
    select
        attribution_models.attribution_model, visits.report_date, visits.content, visits.journey_stage,
        visits.visits, 0 as leads, 0 as opportunities, 0 as sales, cast(0 as decimal(18, 3)) as attributed_value
    from visits
    cross join attribution_models
    union all
    select
        attribution_model, touch_date, content, journey_stage, 0,
        case when counts_as = 'lead' then counted_units else 0 end,
        case when counts_as = 'opportunity' then counted_units else 0 end,
        case when is_sale then counted_units else 0 end,
        case when is_sale then attributed_value else 0 end
    from credit_dates
    where date_basis = 'touch'
),

final as (
    select
        {{ surrogate_key(['attribution_model', 'report_date', 'content', 'journey_stage']) }} as content_row_id,
        attribution_model,
        report_date,
        content,
        journey_stage,
        cast(sum(visits) as bigint) as visits,
        cast(sum(leads) as double) as leads,
        cast(sum(opportunities) as double) as opportunities,
        cast(sum(sales) as double) as sales,
        cast(sum(attributed_value) as decimal(18, 3)) as value
    from parts
    group by attribution_model, report_date, content, journey_stage
)

select * from final
