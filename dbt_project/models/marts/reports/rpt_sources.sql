-- One row per attribution model, day and source (channel down to keyword), with visits, spend and what was earned.
with

activity as (select * from {{ ref('int_source_activity') }}),

credits as (select * from {{ ref('int_source_credits') }}),

attribution_models as (
    {% for name in var('attribution_models') %}
        select '{{ name }}' as attribution_model
        union all
    {% endfor %}
    select attribution_model from {{ ref('custom_models') }}
),

source_rows as (select * from {{ ref('int_source_rows') }}),

-- Visits and spend belong to no model: they repeat under each, so that a filter on one model is complete.
spread as (
    select attribution_models.attribution_model, activity.*
    from activity
    cross join attribution_models
),

parts as (
    select
        attribution_model, report_date, source_row_key, visits, impressions, clicks, spend,
        0 as leads, 0 as qualified_leads, 0 as opportunities, 0 as sales,
        0 as leads_by_conversion_date, 0 as qualified_leads_by_conversion_date,
        0 as opportunities_by_conversion_date, 0 as sales_by_conversion_date,
        cast(0 as decimal(18, 3)) as value_by_touch_date, cast(0 as decimal(18, 3)) as value_by_conversion_date,
        cast(0 as decimal(18, 3)) as value_by_event_date
    from spread
    union all
    select
        attribution_model, report_date, source_row_key, 0, 0, 0, cast(0 as decimal(18, 6)),
        leads, qualified_leads, opportunities, sales,
        leads_by_conversion_date, qualified_leads_by_conversion_date,
        opportunities_by_conversion_date, sales_by_conversion_date,
        value_by_touch_date, value_by_conversion_date, value_by_event_date
    from credits
),

-- Summed by the key of the source; its texts come last.
summed as (
    select
        attribution_model, report_date, source_row_key,
        cast(sum(visits) as bigint) as visits,
        cast(sum(impressions) as bigint) as impressions,
        cast(sum(clicks) as bigint) as clicks,
        cast(sum(spend) as decimal(18, 6)) as spend,
        cast(sum(leads) as double) as leads,
        cast(sum(qualified_leads) as double) as qualified_leads,
        cast(sum(opportunities) as double) as opportunities,
        cast(sum(sales) as double) as sales,
        cast(sum(value_by_touch_date) as decimal(18, 3)) as value,
        cast(sum(leads_by_conversion_date) as double) as leads_by_conversion_date,
        cast(sum(qualified_leads_by_conversion_date) as double) as qualified_leads_by_conversion_date,
        cast(sum(opportunities_by_conversion_date) as double) as opportunities_by_conversion_date,
        cast(sum(sales_by_conversion_date) as double) as sales_by_conversion_date,
        cast(sum(value_by_conversion_date) as decimal(18, 3)) as value_by_conversion_date,
        cast(sum(value_by_event_date) as decimal(18, 3)) as value_by_event_date
    from parts
    group by attribution_model, report_date, source_row_key
),

final as (
    select
        {{ surrogate_key(['summed.attribution_model', 'summed.report_date', 'source_rows.source_id']) }}
            as source_row_id,
        summed.attribution_model, summed.report_date,
        source_rows.channel, source_rows.source, source_rows.medium, source_rows.platform,
        source_rows.account_id, source_rows.campaign_id, source_rows.campaign,
        source_rows.ad_group, source_rows.ad, source_rows.keyword,
        summed.visits, summed.impressions, summed.clicks, summed.spend,
        summed.leads, summed.qualified_leads, summed.opportunities, summed.sales, summed.value,
        summed.leads_by_conversion_date, summed.qualified_leads_by_conversion_date,
        summed.opportunities_by_conversion_date, summed.sales_by_conversion_date,
        summed.value_by_conversion_date, summed.value_by_event_date
    from summed
    inner join source_rows on summed.source_row_key = source_rows.source_row_key
)

select * from final
